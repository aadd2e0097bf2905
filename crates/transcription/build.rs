//! Tells the crate for which machine and in which profile it is built.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    for variable in ["TARGET", "PROFILE"] {
        let value = std::env::var(variable).unwrap_or_else(|_| "unknown".to_owned());
        println!("cargo::rustc-env=RINGCHECK_BUILD_{variable}={value}");
    }
}
