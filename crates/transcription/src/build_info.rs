//! What the speech engine in this program was built with.

use std::sync::LazyLock;

/// What the speech engine was built with; it decides how fast it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BuildInfo {
    /// The version of whisper.cpp.
    pub whisper_cpp_version: &'static str,
    /// What whisper.cpp says it was compiled with, part by part as it names them, such as `AVX2` of `CPU`.
    pub compiled_in: Vec<EngineFeature>,
    /// Whether words are aligned with the audio: without a guard whisper.cpp may end the program over it.
    pub has_alignment_guard: bool,
    /// What it may run on besides the CPU's own instructions, and whether that was asked for.
    pub accelerators: [Accelerator; 4],
    /// The machine it was built for, such as `x86_64-unknown-linux-gnu`.
    pub target: &'static str,
    /// The profile it was built in: `release` or `debug`.
    pub profile: &'static str,
}

/// Something that whisper.cpp was compiled with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EngineFeature {
    /// The part of whisper.cpp, such as `CPU`; empty before the first part.
    pub part: String,
    /// Its name, such as `AVX2`.
    pub name: String,
}

/// A library that takes work from the CPU, and a Cargo feature of this crate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Accelerator {
    /// The Cargo feature.
    pub feature: &'static str,
    /// Whether the program was built with it.
    pub is_on: bool,
}

/// What the speech engine in this program was built with.
#[must_use]
pub fn build_info() -> &'static BuildInfo {
    // Asked once: whisper.cpp writes its answer into one place for all threads.
    static INFO: LazyLock<BuildInfo> = LazyLock::new(ask);
    &INFO
}

fn ask() -> BuildInfo {
    let said = whisper_rs::print_system_info();
    BuildInfo {
        whisper_cpp_version: whisper_rs::WHISPER_CPP_VERSION,
        compiled_in: features_of(said),
        has_alignment_guard: features_of(said).iter().any(|feature| feature.name == "WORD_ALIGNMENT_GUARD"),
        accelerators: [
            Accelerator { feature: "cuda", is_on: cfg!(feature = "cuda") },
            Accelerator { feature: "metal", is_on: cfg!(feature = "metal") },
            Accelerator { feature: "openblas", is_on: cfg!(feature = "openblas") },
            Accelerator { feature: "vulkan", is_on: cfg!(feature = "vulkan") },
        ],
        target: env!("RINGCHECK_BUILD_TARGET"),
        profile: env!("RINGCHECK_BUILD_PROFILE"),
    }
}

/// What is on in `WHISPER : COREML = 0 | CPU : AVX = 1 | AVX2 = 1 | `.
fn features_of(said: &str) -> Vec<EngineFeature> {
    let mut part = "";
    let mut features = Vec::new();
    for item in said.split('|') {
        let item = match item.split_once(" : ") {
            Some((named, item)) => {
                part = named.trim();
                item
            }
            None => item,
        };
        if let Some((name, value)) = item.split_once('=')
            && value.trim() != "0"
        {
            // Most are on or off; a few have a number, such as how many bytes a vector register has.
            let name =
                if value.trim() == "1" { name.trim().to_owned() } else { format!("{}={}", name.trim(), value.trim()) };
            features.push(EngineFeature { part: part.to_owned(), name });
        }
    }
    features
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_on_is_told_part_by_part() {
        let said = "WORD_ALIGNMENT_GUARD = 1 | WHISPER : COREML = 0 | CPU : AVX2 = 1 | SVE_CNT = 16 | REPACK = 1 | ";
        let features: Vec<_> = features_of(said).into_iter().map(|f| (f.part, f.name)).collect();
        let expected = [("", "WORD_ALIGNMENT_GUARD"), ("CPU", "AVX2"), ("CPU", "SVE_CNT=16"), ("CPU", "REPACK")];
        assert_eq!(features, expected.map(|(part, name)| (part.to_owned(), name.to_owned())));
    }

    #[test]
    fn this_build_is_known() {
        let info = build_info();
        for change in ["WORD_ALIGNMENT_GUARD", "LEAN_ALIGNMENT", "BF16_ENCODER"] {
            assert!(
                info.compiled_in.iter().any(|feature| feature.name == change),
                "no {change}: build with this repository's .cargo/config.toml, after `cargo clean -p whisper-rs-sys`"
            );
        }
        assert!(info.compiled_in.iter().any(|feature| feature.part == "CPU"), "{:?}", info.compiled_in);
        assert!(info.whisper_cpp_version.starts_with(|c: char| c.is_ascii_digit()));
        assert!(info.target.contains('-'), "{}", info.target);
    }
}
