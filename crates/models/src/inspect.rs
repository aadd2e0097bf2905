//! Whether a file is a whole ggml Whisper model, found without loading it.
//!
//! The file is walked from tensor to tensor: every header is read and every block of weights is skipped, so a file
//! that was cut off anywhere is noticed, and a large model takes milliseconds.

use std::{
    io::{BufReader, Read, Seek, SeekFrom},
    ops::ControlFlow,
    path::Path,
};

use fs_err as fs;
use ringcheck_call::Sha256Hex;
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::{
    Quantization, SizeClass, WhisperHeader,
    format::OtherFormat,
    header::GGML_MAGIC,
    locate::{ModelError, ModelErrorKind},
};

/// A token longer than this is no token; the longest of Whisper's has 48 bytes.
const MAX_TOKEN_BYTES: u32 = 4096;

/// A tensor name longer than this is none; the longest of Whisper's has 39 bytes.
const MAX_NAME_BYTES: u32 = 256;

/// What a Whisper model is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ModelFacts {
    /// The size of the file.
    pub bytes: u64,
    /// The size class.
    pub size_class: SizeClass,
    /// Whether it knows other languages than English.
    pub is_multilingual: bool,
    /// How most weights are stored.
    pub quantization: Quantization,
    /// The numbers of the header.
    pub header: WhisperHeader,
}

/// Checks that the file at `path` is a whole ggml Whisper model, and says which.
///
/// Errors name what the file is instead, or how it is damaged. The weights themselves are not checked:
/// [`sha256_of_model`] is for that.
pub fn inspect(path: &Path) -> Result<ModelFacts, ModelError> {
    inspect_kind(path).map_err(|kind| ModelError::new(path, kind))
}

/// The SHA-256 of the file at `path`, read in pieces.
pub fn sha256_of_model(path: &Path) -> Result<Sha256Hex, ModelError> {
    let failed = |source| ModelError::new(path, ModelErrorKind::Io(source));
    let mut file = fs::File::open(path).map_err(failed)?;
    match hash(&mut file, &mut |_| ControlFlow::<std::convert::Infallible>::Continue(())).map_err(failed)? {
        ControlFlow::Continue(sha256) => Ok(sha256),
        ControlFlow::Break(never) => match never {},
    }
}

/// The SHA-256 of all that `from` gives; `on_bytes` is told how many bytes were read so far, and may end it.
pub(crate) fn hash<B>(
    from: &mut impl Read,
    on_bytes: &mut dyn FnMut(u64) -> ControlFlow<B>,
) -> std::io::Result<ControlFlow<B, Sha256Hex>> {
    let mut hasher = Sha256::new();
    let mut buffer = vec![0u8; 1 << 20];
    let mut n_read: u64 = 0;
    loop {
        let n = from.read(&mut buffer)?;
        if n == 0 {
            return Ok(ControlFlow::Continue(Sha256Hex::from_bytes(hasher.finalize().into())));
        }
        hasher.update(&buffer[..n]);
        n_read += n as u64;
        if let ControlFlow::Break(reason) = on_bytes(n_read) {
            return Ok(ControlFlow::Break(reason));
        }
    }
}

fn inspect_kind(path: &Path) -> Result<ModelFacts, ModelErrorKind> {
    let metadata = fs::metadata(path).map_err(|e| match e.kind() {
        std::io::ErrorKind::NotFound => ModelErrorKind::NoSuchFile,
        _ => ModelErrorKind::Io(e),
    })?;
    if metadata.is_dir() {
        return Err(ModelErrorKind::IsFolder);
    }
    let bytes = metadata.len();
    if bytes == 0 {
        return Err(ModelErrorKind::Empty);
    }
    let mut file = BufReader::new(fs::File::open(path).map_err(ModelErrorKind::Io)?);
    let mut start = Vec::new();
    Read::by_ref(&mut file).take(512).read_to_end(&mut start).map_err(ModelErrorKind::Io)?;
    if let Some(format) = OtherFormat::of(&start) {
        return Err(ModelErrorKind::OtherFormat(format));
    }
    if !start.starts_with(&GGML_MAGIC.to_le_bytes()) {
        return Err(ModelErrorKind::NotGgml);
    }
    file.seek(SeekFrom::Start(4)).map_err(ModelErrorKind::Io)?;
    let header = WhisperHeader::read(&mut file).ok_or(ModelErrorKind::CutOff { bytes })?;
    if !header.is_whisper() {
        return Err(ModelErrorKind::NotWhisper);
    }
    let quantization = header.quantization().ok_or(ModelErrorKind::UnknownQuantization(header.ftype))?;
    walk(&mut file, bytes, &header)?;
    Ok(ModelFacts {
        bytes,
        size_class: header.size_class(),
        is_multilingual: header.is_multilingual(),
        quantization,
        header,
    })
}

/// Goes from the end of the header to the end of the file, tensor by tensor.
fn walk(file: &mut BufReader<fs::File>, bytes: u64, header: &WhisperHeader) -> Result<(), ModelErrorKind> {
    let mut reader = Walker { file, bytes, at: 48 };
    let (n_mels, n_fft) = (reader.number()?, reader.number()?);
    if n_mels != header.n_mels || n_fft > 4096 {
        return Err(ModelErrorKind::Damaged);
    }
    reader.skip(u64::from(n_mels) * u64::from(n_fft) * 4)?;
    let n_tokens = reader.number()?;
    if n_tokens > header.n_vocab {
        return Err(ModelErrorKind::Damaged);
    }
    for _ in 0..n_tokens {
        let n = reader.number()?;
        if n > MAX_TOKEN_BYTES {
            return Err(ModelErrorKind::Damaged);
        }
        reader.skip(u64::from(n))?;
    }
    for _ in 0..header.n_tensors() {
        reader.skip_tensor()?;
    }
    if reader.at == bytes { Ok(()) } else { Err(ModelErrorKind::Damaged) }
}

/// A file and how far it has been read.
struct Walker<'a> {
    file: &'a mut BufReader<fs::File>,
    bytes: u64,
    at: u64,
}

impl Walker<'_> {
    fn number(&mut self) -> Result<u32, ModelErrorKind> {
        let mut number = [0u8; 4];
        self.advance(4)?;
        self.file.read_exact(&mut number).map_err(ModelErrorKind::Io)?;
        Ok(u32::from_le_bytes(number))
    }

    fn skip(&mut self, n: u64) -> Result<(), ModelErrorKind> {
        self.advance(n)?;
        let offset = i64::try_from(n).map_err(|_| ModelErrorKind::Damaged)?;
        self.file.seek_relative(offset).map_err(ModelErrorKind::Io)
    }

    fn skip_tensor(&mut self) -> Result<(), ModelErrorKind> {
        let (n_dims, n_name, ggml_type) = (self.number()?, self.number()?, self.number()?);
        if !(1..=4).contains(&n_dims) || n_name > MAX_NAME_BYTES {
            return Err(ModelErrorKind::Damaged);
        }
        let mut n_weights: u64 = 1;
        for _ in 0..n_dims {
            n_weights = n_weights.checked_mul(u64::from(self.number()?)).ok_or(ModelErrorKind::Damaged)?;
        }
        let (block_weights, block_bytes) = Quantization::of_tensor(ggml_type).ok_or(ModelErrorKind::Damaged)?.block();
        let data = (n_weights / block_weights).checked_mul(block_bytes).ok_or(ModelErrorKind::Damaged)?;
        self.skip(u64::from(n_name))?;
        self.skip(data)
    }

    fn advance(&mut self, n: u64) -> Result<(), ModelErrorKind> {
        self.at = self
            .at
            .checked_add(n)
            .filter(|at| *at <= self.bytes)
            .ok_or(ModelErrorKind::CutOff { bytes: self.bytes })?;
        Ok(())
    }
}
