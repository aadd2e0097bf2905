//! Reports of made-up calls whose figures are known.
#![cfg(test)]

mod agents;
mod days;
mod figures;
mod firm;
mod follow_ups;
mod hostile;
mod leads;
mod pages;
mod practised;
