//! A part of a file as a file of its own.

use std::io::{self, Read, Seek, SeekFrom};

use fs_err::File;
use symphonia::core::io::MediaSource;

/// `len` bytes of a file from `start` on; its own position starts at 0.
pub(crate) struct Window {
    file: File,
    start: u64,
    len: u64,
    position: u64,
}

impl Window {
    /// The window may reach past the end of the file; reading ends with the file then.
    pub(crate) fn new(mut file: File, start: u64, len: u64) -> io::Result<Self> {
        file.seek(SeekFrom::Start(start))?;
        Ok(Self { file, start, len, position: 0 })
    }

    /// In bytes.
    pub(crate) fn len(&self) -> u64 {
        self.len
    }
}

impl Read for Window {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = usize::try_from(self.len.saturating_sub(self.position)).unwrap_or(usize::MAX);
        let n_wanted = buffer.len().min(left);
        let n = self.file.read(&mut buffer[..n_wanted])?;
        self.position += n as u64;
        Ok(n)
    }
}

impl Seek for Window {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let position = match to {
            SeekFrom::Start(position) => Some(position),
            SeekFrom::End(delta) => self.len.checked_add_signed(delta),
            SeekFrom::Current(delta) => self.position.checked_add_signed(delta),
        };
        let target = position.and_then(|p| p.checked_add(self.start));
        let (Some(position), Some(target)) = (position, target) else { return Err(io::ErrorKind::InvalidInput.into()) };
        self.file.seek(SeekFrom::Start(target))?;
        self.position = position;
        Ok(position)
    }
}

impl MediaSource for Window {
    fn is_seekable(&self) -> bool {
        true
    }

    fn byte_len(&self) -> Option<u64> {
        Some(self.len)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_sees_only_its_part() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("digits");
        fs_err::write(&path, "0123456789").unwrap();
        let mut window = Window::new(File::open(&path).unwrap(), 2, 5).unwrap();
        let mut text = String::new();
        window.read_to_string(&mut text).unwrap();
        assert_eq!(text, "23456");
        assert_eq!(window.seek(SeekFrom::End(-2)).unwrap(), 3);
        text.clear();
        window.read_to_string(&mut text).unwrap();
        assert_eq!(text, "56");
        assert!(window.seek(SeekFrom::Current(-9)).is_err());
    }

    #[test]
    fn a_window_past_the_end_reads_what_there_is() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("digits");
        fs_err::write(&path, "0123").unwrap();
        let mut bytes = Vec::new();
        Window::new(File::open(&path).unwrap(), 3, 9).unwrap().read_to_end(&mut bytes).unwrap();
        assert_eq!(bytes, b"3");
    }
}
