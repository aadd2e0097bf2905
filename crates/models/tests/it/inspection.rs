//! What a file is.

use fs_err as fs;
use proptest::prelude::*;
use ringcheck_models::{ModelErrorKind, ModelFacts, Quantization, SizeClass, inspect, sha256_of_model};

use crate::fixture::{model_with, toy_model};

fn inspect_bytes(bytes: &[u8]) -> Result<ModelFacts, ringcheck_models::ModelError> {
    let file = tempfile::NamedTempFile::new().unwrap();
    fs::write(file.path(), bytes).unwrap();
    inspect(file.path())
}

#[test]
fn headers_tell_size_language_and_quantization() {
    use Quantization::{F16, Q5_0, Q5_1, Q8_0};
    use SizeClass::{Base, Large, LargeTurbo, Medium, Other, Small, Tiny};
    for (vocabulary, width, audio_layers, text_layers, mels, ftype, size_class, is_multilingual, quantization) in [
        (51_864, 384, 4, 4, 80, 2007, Tiny, false, Q8_0),
        (51_865, 512, 6, 6, 80, 2009, Base, true, Q5_1),
        (51_864, 768, 12, 12, 80, 1, Small, false, F16),
        (51_865, 1024, 24, 24, 80, 2008, Medium, true, Q5_0),
        (51_865, 1280, 32, 32, 80, 1, Large, true, F16),
        (51_866, 1280, 32, 4, 128, 2008, LargeTurbo, true, Q5_0),
        (51_864, 1280, 32, 2, 80, 1, Other, false, F16),
    ] {
        let header = [vocabulary, 1500, width, 8, audio_layers, 448, width, 8, text_layers, mels, ftype];
        let file = model_with(header, 340);
        let facts = inspect_bytes(&file).unwrap();
        assert_eq!(
            (facts.size_class, facts.is_multilingual, facts.quantization, facts.bytes),
            (size_class, is_multilingual, quantization, file.len() as u64)
        );
    }
}

#[test]
fn other_files_are_refused_by_what_they_are() {
    let dir = tempfile::tempdir().unwrap();
    for (bytes, expected) in [
        (b"".as_slice(), "an empty file"),
        (b"<!DOCTYPE html><title>404</title>", "a web page"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 77704715\n", "a Git LFS pointer"),
        (b"GGUF\x03\0\0\0\x24\x01\0\0", "a GGUF file"),
        (b"\x06\0\0\0\x0c\0WhisperSpec\0\x03\0\0\0", "a CTranslate2 model"),
        (b"just some text that goes on", "not a ggml file"),
        (
            b"lmgg\x10\0\0\0silero-16k\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
            "not a Whisper model",
        ),
        (b"lmgg\x98\xca\0\0", "cut off"),
    ] {
        let path = dir.path().join("model.bin");
        fs::write(&path, bytes).unwrap();
        let error = inspect(&path).unwrap_err();
        assert!(error.to_string().contains(expected), "{expected}: {error}");
        assert!(error.to_string().contains("model.bin"), "{error}");
    }
    assert!(matches!(inspect(dir.path()).unwrap_err().kind(), ModelErrorKind::IsFolder));
    assert!(matches!(inspect(&dir.path().join("gone.bin")).unwrap_err().kind(), ModelErrorKind::NoSuchFile));
}

#[test]
fn bytes_after_the_last_tensor_are_damage() {
    let mut file = toy_model(340);
    file.push(0);
    assert!(matches!(inspect_bytes(&file).unwrap_err().kind(), ModelErrorKind::Damaged));
}

#[test]
fn a_file_type_from_the_future_is_named() {
    let file = model_with([51_864, 1500, 384, 6, 4, 448, 384, 6, 4, 80, 5099], 340);
    assert!(matches!(inspect_bytes(&file).unwrap_err().kind(), ModelErrorKind::UnknownQuantization(5099)));
}

#[test]
fn the_hash_is_the_sha256_of_the_bytes() {
    let file = tempfile::NamedTempFile::new().unwrap();
    fs::write(file.path(), "abc").unwrap();
    // FIPS 180-2, appendix B.1.
    let expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    assert_eq!(sha256_of_model(file.path()).unwrap().as_str(), expected);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_model_cut_off_anywhere_is_noticed(cut in 0usize..8000) {
        let file = toy_model(3400);
        let cut = cut % file.len();
        prop_assert!(inspect_bytes(&file[..cut]).is_err());
    }

    #[test]
    fn any_bytes_give_an_answer(mut bytes in prop::collection::vec(any::<u8>(), 0..400), is_ggml: bool) {
        if is_ggml {
            let whole = toy_model(340);
            bytes = whole.iter().take(200).copied().chain(bytes).collect();
        }
        let _ = inspect_bytes(&bytes);
    }
}
