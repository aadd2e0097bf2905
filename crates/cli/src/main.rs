//! The `ringcheck` command.
fn main() {}
