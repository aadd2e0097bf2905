//! The scorer as its users meet it: written cases, and what holds for every conversation.

mod cases;
mod properties;
