//! The scorer as its users meet it: written cases, and what holds for every conversation.
#![cfg(test)]

mod cases;
mod properties;
mod speed;
