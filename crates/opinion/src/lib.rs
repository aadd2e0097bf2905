//! Asks another model, on a server with an OpenAI-compatible chat endpoint, about one criterion of one call.
//!
//! [`Question`] is what is asked, [`Client`] asks it, and [`read_answer`] says what an answer is worth: it counts only
//! with words that are in the transcript where it says they are. What an opinion changes is scoring's business, and
//! whom to ask about what is the pipeline's.
//!
//! Nothing leaves this machine unless [`Reach::Anywhere`] is asked for: every address that a name stands for must be
//! this machine's, at the start and again at each connection, and no redirect is followed. Errors hold no word of a
//! call.

mod address;
mod answer;
mod client;
mod question;

pub use address::{EndpointError, Reach};
pub use answer::{Unusable, read_answer};
pub use client::{AskError, Client, ClientOptions};
pub use question::{PROMPT_VERSION, Question};
