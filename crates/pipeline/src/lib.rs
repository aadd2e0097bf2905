//! Recording to stored scorecard.
//!
//! [`run()`] takes recordings through their stages in order (hash, decode, find speech, transcribe, mask, tell sides
//! apart, attribute, score, store), several at a time, skips every stage whose result is stored already, and reports
//! each step as an [`Event`]. It prints nothing: a progress bar is one reader of the events.
//!
//! Threads: as many recordings are in hand as there are jobs, each read by a thread of its own, and as many of their
//! windows of speech are transcribed at once, each by a thread too. Memory does not grow with
//! the length of a recording, nor with the number of recordings.

mod again;
mod assemble;
mod cancel;
mod clip;
mod converse;
mod encode;
mod error;
mod event;
mod hear;
mod import;
mod intake;
mod join;
mod keys;
mod level;
mod limit;
mod listen;
mod opinions;
mod outbox;
mod patience;
mod prompts;
mod rescore;
mod run;
mod sounds;
mod source;
mod verify;
mod workers;

pub use again::{Comparison, compare_stored};
pub use assemble::{Heard, Setting, assemble, assemble_with};
pub use cancel::Cancel;
pub use clip::{AudioClip, ClipError, SpokenWord, cut, cut_all};
pub use converse::{call_id_of, have_same_sides, stored_hearing, with_conversation, with_stored_conversation};
pub use encode::{EncodeError, ogg_opus, wav};
pub use error::FileError;
pub use event::{Event, Reuse, Summary};
pub use hear::{hear, hear_each};
pub use import::{imported_key, score_transcripts};
pub use level::{LeveledClip, level};
pub use limit::FileLimit;
pub use listen::{AgentChannel, ListenOptions, Listener};
pub use opinions::{Advisor, OpinionCounts, OpinionLost};
pub use patience::Patience;
pub use prompts::{OwnPrompt, PromptFileError, read_prompt};
pub use rescore::{Basis, rescore, rescore_with};
pub use run::{RunOptions, hear_calls, run};
pub use source::{CallSource, RecordingSource, UsualChannel};
pub use verify::{Mismatch, verify};
