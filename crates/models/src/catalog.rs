//! The Whisper models that whisper.cpp publishes in ggml form, and the one that ships with Ringcheck.
//!
//! Sizes and hashes are those that the publishing repository states for its files (the hash of a file there is its
//! SHA-256). Each was read in at least two independent projects that pin it.

use std::fmt;

use serde::Serialize;

/// The model that is used when none is named: the one in `models/`.
pub const DEFAULT_MODEL: &str = "tiny.en-q8_0";

/// The model that hears the calls of secret shops a further time, since it mishears other words. In `models/`, too.
pub const FURTHER_MODEL: &str = "base-q5_1";

/// Where [`pull`](crate::pull()) fetches from by default.
///
/// One revision of whisper.cpp's model repository is named rather than its newest: some files were replaced there
/// since, and a file that changes under its name could not be checked against a known hash.
pub const PUBLISHED_BASE_URL: &str =
    "https://huggingface.co/ggerganov/whisper.cpp/resolve/5359861c739e955e79d9a303bcbc70fb988958b1";

/// Who made a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FileOrigin {
    /// Published by whisper.cpp, in the revision that [`PUBLISHED_BASE_URL`] names.
    Published,
    /// Published by whisper.cpp under the same name in a later revision; mirrors may hold it.
    Republished,
    /// Converted for Ringcheck from the same weights, as `models/README.md` tells.
    Bundled,
}

impl FileOrigin {
    /// The word used in JSON and on pages.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Published => "published",
            Self::Republished => "republished",
            Self::Bundled => "bundled",
        }
    }
}

impl fmt::Display for FileOrigin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// A file that is known to be the model that its name says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct KnownFile {
    /// Who made it.
    pub origin: FileOrigin,
    /// Its size.
    pub bytes: u64,
    /// Its SHA-256: 64 lower-case hexadecimal digits.
    pub sha256: &'static str,
}

/// A model by name, with every file that may stand under that name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct KnownModel {
    /// The name, as in `--model NAME`.
    pub name: &'static str,
    /// The files, the published one first; never empty.
    pub files: &'static [KnownFile],
}

/// The file of the model `name`: `ggml-NAME.bin`.
#[must_use]
pub fn file_name(name: &str) -> String {
    format!("ggml-{name}.bin")
}

/// The known model of that name.
#[must_use]
pub fn find(name: &str) -> Option<&'static KnownModel> {
    CATALOG.iter().find(|model| model.name == name)
}

/// All known models, small to large.
pub const CATALOG: &[KnownModel] = &[
    model("tiny", &[published(77_691_713, "be07e048e1e599ad46341c8d2a135645097a538221678b7acdd1b1919c6e1b21")]),
    model("tiny-q5_1", &[published(32_152_673, "818710568da3ca15689e31a743197b520007872ff9576237bda97bd1b469c3d7")]),
    model("tiny-q8_0", &[published(43_537_433, "c2085835d3f50733e2ff6e4b41ae8a2b8d8110461e18821b09a15c40c42d1cca")]),
    model(
        "tiny.en",
        &[
            published(77_704_715, "921e4cf8686fdd993dcd081a5da5b6c365bfde1162e72b08d75ac75289920b1f"),
            republished(77_704_698, "8729634ed8e45db72893c34a6c671a2eef06f551eaf1056b8fa92ab45008b425"),
        ],
    ),
    model(
        "tiny.en-q5_1",
        &[
            published(32_166_155, "c77c5766f1cef09b6b7d47f21b546cbddd4157886b3b5d6d4f709e91e66c7c2b"),
            bundled(32_166_138, "c97fe55aeda41ff8bc5eaf07cc23ccac52a5c6318d10523eb94478c249c70e37"),
        ],
    ),
    model(
        "tiny.en-q8_0",
        &[
            published(43_550_795, "5bc2b3860aa151a4c6e7bb095e1fcce7cf12c7b020ca08dcec0c6d018bb7dd94"),
            bundled(43_550_778, "6c39033ecfd98565fe6a70f4c03998faaa1f51f6c26cf1966dfc58840aceab70"),
        ],
    ),
    model("base", &[published(147_951_465, "60ed5bc3dd14eea856493d334349b405782ddcaf0028d4b5df4088345fba2efe")]),
    model(
        "base-q5_1",
        &[
            published(59_707_625, "422f1ae452ade6f30a004d7e5c6a43195e4433bc370bf23fac9cc591f01a8898"),
            bundled(59_707_625, "c8a178f15e34b6b9d5e05d36f9997351cd9e56d8ab9e35bf0623fa9f6521c3b7"),
        ],
    ),
    model("base-q8_0", &[published(81_768_585, "c577b9a86e7e048a0b7eada054f4dd79a56bbfa911fbdacf900ac5b567cbb7d9")]),
    model("base.en", &[published(147_964_211, "a03779c86df3323075f5e796cb2ce5029f00ec8869eee3fdfb897afe36c6d002")]),
    model("base.en-q5_1", &[published(59_721_011, "4baf70dd0d7c4247ba2b81fafd9c01005ac77c2f9ef064e00dcf195d0e2fdd2f")]),
    model("base.en-q8_0", &[published(81_781_811, "a4d4a0768075e13cfd7e19df3ae2dbc4a68d37d36a7dad45e8410c9a34f8c87e")]),
    model("small", &[published(487_601_967, "1be3a9b2063867b937e64e2ec7483364a79917e157fa98c5d94b5c1fffea987b")]),
    model("small-q5_1", &[published(190_085_487, "ae85e4a935d7a567bd102fe55afc16bb595bdb618e11b2fc7591bc08120411bb")]),
    model("small-q8_0", &[published(264_464_607, "49c8fb02b65e6049d5fa6c04f81f53b867b5ec9540406812c643f177317f779f")]),
    model("small.en", &[published(487_614_201, "c6138d6d58ecc8322097e0f987c32f1be8bb0a18532a3f88f734d1bbf9c41e5d")]),
    model(
        "small.en-q5_1",
        &[published(190_098_681, "bfdff4894dcb76bbf647d56263ea2a96645423f1669176f4844a1bf8e478ad30")],
    ),
    model(
        "small.en-q8_0",
        &[published(264_477_561, "67a179f608ea6114bd3fdb9060e762b588a3fb3bd00c4387971be4d177958067")],
    ),
    model("medium", &[published(1_533_763_059, "6c14d5adee5f86394037b4e4e8b59f1673b6cee10e3cf0b11bbdbee79c156208")]),
    model("medium-q5_0", &[published(539_212_467, "19fea4b380c3a618ec4723c3eef2eb785ffba0d0538cf43f8f235e7b3b34220f")]),
    model("medium-q8_0", &[published(823_369_779, "42a1ffcbe4167d224232443396968db4d02d4e8e87e213d3ee2e03095dea6502")]),
    model("medium.en", &[published(1_533_774_781, "cc37e93478338ec7700281a7ac30a10128929eb8f427dda2e865faa8f6da4356")]),
    model(
        "medium.en-q5_0",
        &[published(539_225_533, "76733e26ad8fe1c7a5bf7531a9d41917b2adc0f20f2e4f5531688a8c6cd88eb0")],
    ),
    model(
        "medium.en-q8_0",
        &[published(823_382_461, "43fa2cd084de5a04399a896a9a7a786064e221365c01700cea4666005218f11c")],
    ),
    model("large-v1", &[published(3_094_623_691, "7d99f41a10525d0206bddadd86760181fa920438b6b33237e3118ff6c83bb53d")]),
    model("large-v2", &[published(3_094_623_691, "9a423fe4d40c82774b6af34115b8b935f34152246eb19e80e376071d3f999487")]),
    model(
        "large-v2-q5_0",
        &[published(1_080_732_091, "3a214837221e4530dbc1fe8d734f302af393eb30bd0ed046042ebf4baf70f6f2")],
    ),
    model(
        "large-v2-q8_0",
        &[published(1_656_129_691, "fef54e6d898246a65c8285bfa83bd1807e27fadf54d5d4e81754c47634737e8c")],
    ),
    model("large-v3", &[published(3_095_033_483, "64d182b440b98d5203c4f9bd541544d84c605196c4f7b845dfa11fb23594d1e2")]),
    model(
        "large-v3-q5_0",
        &[published(1_081_140_203, "d75795ecff3f83b5faa89d1900604ad8c780abd5739fae406de19f23ecd98ad1")],
    ),
    model(
        "large-v3-turbo",
        &[published(1_624_555_275, "1fc70f774d38eb169993ac391eea357ef47c88757ef72ee5943879b7e8e2bc69")],
    ),
    model(
        "large-v3-turbo-q5_0",
        &[published(574_041_195, "394221709cd5ad1f40c46e6031ca61bce88931e6e088c188294c6d5a55ffa7e2")],
    ),
    model(
        "large-v3-turbo-q8_0",
        &[published(874_188_075, "317eb69c11673c9de1e1f0d459b253999804ec71ac4c23c17ecf5fbe24e259a1")],
    ),
];

const fn model(name: &'static str, files: &'static [KnownFile]) -> KnownModel {
    KnownModel { name, files }
}

const fn published(bytes: u64, sha256: &'static str) -> KnownFile {
    KnownFile { origin: FileOrigin::Published, bytes, sha256 }
}

const fn republished(bytes: u64, sha256: &'static str) -> KnownFile {
    KnownFile { origin: FileOrigin::Republished, bytes, sha256 }
}

const fn bundled(bytes: u64, sha256: &'static str) -> KnownFile {
    KnownFile { origin: FileOrigin::Bundled, bytes, sha256 }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use ringcheck_call::Sha256Hex;

    use super::*;

    #[test]
    fn every_file_has_a_hash_of_its_own() {
        let files: Vec<_> = CATALOG.iter().flat_map(|m| m.files).collect();
        let hashes: BTreeSet<_> = files.iter().map(|f| Sha256Hex::try_from(f.sha256.to_owned()).unwrap()).collect();
        assert_eq!(hashes.len(), files.len());
        let names: BTreeSet<_> = CATALOG.iter().map(|m| m.name).collect();
        assert_eq!(names.len(), CATALOG.len());
    }

    #[test]
    fn every_model_has_one_published_file_and_it_comes_first() {
        for model in CATALOG {
            let published = model.files.iter().filter(|f| f.origin == FileOrigin::Published).count();
            assert_eq!((published, model.files[0].origin), (1, FileOrigin::Published), "{}", model.name);
        }
    }

    #[test]
    fn what_is_used_unasked_is_bundled() {
        for name in [DEFAULT_MODEL, FURTHER_MODEL] {
            let files = find(name).unwrap().files;
            assert!(files.iter().any(|f| f.origin == FileOrigin::Bundled), "{name}");
        }
    }
}
