//! Made-up models: files with a Whisper header and weights of zeros.

use ringcheck_models::{FileOrigin, KnownFile, sha256_of_model};

/// A file with the header of tiny.en and the right number of tensors, one of them of `n_weights` bytes.
pub(crate) fn toy_model(n_weights: u32) -> Vec<u8> {
    model_with([51_864, 1500, 384, 6, 4, 448, 384, 6, 4, 80, 1], n_weights)
}

/// A file with the header numbers given: vocabulary, encoder (positions, width, heads, layers), decoder (the same),
/// mel bands, file type.
pub(crate) fn model_with(header: [u32; 11], n_weights: u32) -> Vec<u8> {
    let mut file = b"lmgg".to_vec();
    let number = |file: &mut Vec<u8>, n: u32| file.extend_from_slice(&n.to_le_bytes());
    for n in header {
        number(&mut file, n);
    }
    let (n_mels, n_fft) = (header[9], 3);
    number(&mut file, n_mels);
    number(&mut file, n_fft);
    file.resize(file.len() + (n_mels * n_fft * 4) as usize, 0);
    number(&mut file, 2);
    for token in ["!", "the"] {
        number(&mut file, u32::try_from(token.len()).unwrap());
        file.extend_from_slice(token.as_bytes());
    }
    let n_tensors = 11 + 15 * header[4] + 24 * header[8];
    for i in 0..n_tensors {
        // One large tensor in q8_0 (34 bytes for 32 weights), the others of 4 floats.
        let (ggml_type, n, bytes) = if i == 0 { (8, n_weights / 34 * 32, n_weights / 34 * 34) } else { (0, 4, 16) };
        let name = format!("tensor.{i}");
        for field in [1, u32::try_from(name.len()).unwrap(), ggml_type, n] {
            number(&mut file, field);
        }
        file.extend_from_slice(name.as_bytes());
        // No two stretches are alike, so that a part written at the wrong place changes the hash.
        let at = file.len();
        file.extend((0..bytes as usize).map(|k| u8::try_from((at + k) * 31 % 251).unwrap()));
    }
    file
}

/// The catalog's knowledge of a file with these bytes.
pub(crate) fn known(bytes: &[u8]) -> Vec<KnownFile> {
    let file = tempfile::NamedTempFile::new().unwrap();
    fs_err::write(file.path(), bytes).unwrap();
    let sha256 = sha256_of_model(file.path()).unwrap().to_string();
    vec![KnownFile { origin: FileOrigin::Published, bytes: bytes.len() as u64, sha256: sha256.leak() }]
}
