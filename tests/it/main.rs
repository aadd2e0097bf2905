//! End-to-end tests: they run the built binary as a user would; and tests of the workspace itself.

mod architecture;
