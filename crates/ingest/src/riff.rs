//! The chunks of a WAV file: where its audio is, and whether the header tells the truth about it.
//!
//! Recorders crash, disks fill up and downloads break off, so no length in the header is believed without a look at
//! the file.

use std::io::{self, Read, Seek, SeekFrom};

use crate::{
    error::Cause,
    wave_codec::{Endian, WaveCodec, parse_format},
};

/// Where the audio of a WAV file is.
#[derive(Debug)]
pub(crate) struct Wave {
    pub(crate) codec: WaveCodec,
    /// The position of the audio's first byte in the file.
    pub(crate) data_start: u64,
    /// How many bytes of audio there really are.
    pub(crate) data_len: u64,
    /// How many frames the `fact` chunk announces.
    pub(crate) n_frames_stated: Option<u64>,
    pub(crate) end: End,
}

/// How the audio ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// As the header says; or it says, as streams do, that it does not know.
    AsStated,
    /// The header was never completed.
    NeverStated,
    /// The file goes on behind the stated end.
    LaterThanStated {
        /// In bytes.
        stated: u64,
    },
    /// The file ends before the stated end.
    Missing {
        /// In bytes; `None` where the header was never completed and the file ends inside a frame.
        stated: Option<u64>,
    },
}

/// A header whose length is off by no more than this is a counting mistake of the recorder, not a cut.
const HEADER_LEN: u64 = 44;

/// Stated lengths from here on mean "not known yet", if the file is shorter: ffmpeg writes 0xffffffff, `SoX` 0x7ffff000.
const STREAMED_LEN: u64 = 0x7fff_0000;

/// A format chunk is 40 bytes long at most in practice; the rest of a longer one is not looked at.
const FORMAT_LEN_MAX: u64 = 1024;

/// Finds the audio of a WAV file of `file_len` bytes.
pub(crate) fn read_wave<F: Read + Seek>(file: &mut F, file_len: u64) -> Result<Wave, Cause> {
    let mut head = [0; 12];
    file.seek(SeekFrom::Start(0))?;
    file.read_exact(&mut head).map_err(end_of_header)?;
    let endian = if head.starts_with(b"RIFX") { Endian::Big } else { Endian::Little };
    let riff_len = u64::from(endian.u32([head[4], head[5], head[6], head[7]]));
    let mut chunks = Chunks { file, file_len, endian };
    let (mut codec, mut n_frames_stated, mut long_data_len) = (None, None, None);
    let mut position = 12;
    while let Some((id, len)) = chunks.at(position)? {
        let body = position + 8;
        match &id {
            b"fmt " => codec = Some(parse_format(&chunks.read_at_most(len.min(FORMAT_LEN_MAX))?, endian)?),
            b"fact" if len >= 4 => {
                let bytes = chunks.read_at_most(4)?;
                n_frames_stated = bytes.try_into().ok().map(|bytes| u64::from(endian.u32(bytes)));
            }
            // RF64 (EBU Tech 3306) moves lengths of more than 32 bits here: of the file, then of the data.
            b"ds64" if len >= 16 => {
                long_data_len =
                    chunks.read_at_most(16)?.get(8..16).and_then(|b| b.try_into().ok()).map(u64::from_le_bytes);
            }
            b"data" => {
                let codec = codec.ok_or(Cause::Header { format: "WAV", problem: "the format chunk is missing" })?;
                let stated = long_data_len.filter(|_| len == u64::from(u32::MAX)).unwrap_or(len);
                let is_whole = riff_len + 8 == file_len;
                let (data_len, end) = judge(&mut chunks, &codec, body, stated, is_whole)?;
                return Ok(Wave { codec, data_start: body, data_len, n_frames_stated, end });
            }
            _ => {}
        }
        position = chunks.behind(body, len)?;
    }
    Err(Cause::NothingBehindHeader("WAV"))
}

/// How long the audio really is, and what to think of it.
fn judge<F: Read + Seek>(
    chunks: &mut Chunks<F>,
    codec: &WaveCodec,
    start: u64,
    stated: u64,
    is_file_as_long_as_stated: bool,
) -> Result<(u64, End), Cause> {
    let available = chunks.file_len - start;
    let block_len = match codec {
        WaveCodec::Blocks(blocks) => blocks.block_len,
        WaveCodec::Mpeg => 1,
    };
    let is_in_blocks = available.is_multiple_of(block_len);
    if available == 0 || (stated == 0 && chunks.is_list_from(start)?) {
        return Err(Cause::NothingBehindHeader("WAV"));
    }
    if stated == 0 {
        let end = if is_in_blocks { End::NeverStated } else { End::Missing { stated: None } };
        return Ok((available, end));
    }
    if stated > available {
        if stated >= STREAMED_LEN {
            let end = if is_in_blocks { End::AsStated } else { End::Missing { stated: None } };
            return Ok((available, end));
        }
        let is_miscounted = stated - available <= HEADER_LEN && is_in_blocks && is_file_as_long_as_stated;
        let end = if is_miscounted { End::AsStated } else { End::Missing { stated: Some(stated) } };
        return Ok((available, end));
    }
    // What follows the audio is other chunks, or a pad byte, or nothing. Anything else of some length is audio that the
    // header was never told of.
    let unstated = available - stated;
    let is_tail_of_chunks = unstated <= HEADER_LEN
        || chunks.is_list_from(start + stated + stated % 2)?
        || chunks.is_list_from(start + stated)?;
    if is_tail_of_chunks { Ok((stated, End::AsStated)) } else { Ok((available, End::LaterThanStated { stated })) }
}

/// The chunks of a file.
struct Chunks<'a, F> {
    file: &'a mut F,
    file_len: u64,
    endian: Endian,
}

impl<F: Read + Seek> Chunks<'_, F> {
    /// The id and length of the chunk at `position`; `None` at the end of the file, or if that is no chunk.
    fn at(&mut self, position: u64) -> io::Result<Option<([u8; 4], u64)>> {
        if position + 8 > self.file_len {
            return Ok(None);
        }
        self.file.seek(SeekFrom::Start(position))?;
        let (mut id, mut len) = ([0; 4], [0; 4]);
        match self.file.read_exact(&mut id).and_then(|()| self.file.read_exact(&mut len)) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
            Err(error) => return Err(error),
        }
        let is_id = id.iter().all(|b| matches!(b, b' '..=b'~'));
        Ok(is_id.then(|| (id, u64::from(self.endian.u32(len)))))
    }

    /// Where the chunk after the one of `len` bytes at `body` starts.
    ///
    /// A chunk of odd length is followed by a pad byte, which some writers forget.
    fn behind(&mut self, body: u64, len: u64) -> io::Result<u64> {
        let (unpadded, padded) = (body + len, body + len + len % 2);
        if padded == unpadded || self.at(padded)?.is_some() {
            return Ok(padded);
        }
        Ok(if self.at(unpadded)?.is_some() { unpadded } else { padded })
    }

    /// Whether the file's rest from `position` on is chunks, the last of which may be cut off.
    fn is_list_from(&mut self, position: u64) -> io::Result<bool> {
        // The audio was not looked at yet, and by chance a chunk may seem to start in it; a second one will not.
        let Some((_, len)) = self.at(position)? else { return Ok(false) };
        let next = self.behind(position + 8, len)?;
        Ok(next >= self.file_len || self.at(next)?.is_some())
    }

    fn read_at_most(&mut self, len: u64) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        self.file.by_ref().take(len).read_to_end(&mut bytes)?;
        Ok(bytes)
    }
}

fn end_of_header(error: io::Error) -> Cause {
    if error.kind() == io::ErrorKind::UnexpectedEof { Cause::NothingBehindHeader("WAV") } else { Cause::Io(error) }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    const FORMAT: &[u8] = b"\x01\0\x01\0\x40\x1f\0\0\x80\x3e\0\0\x02\0\x10\0";

    fn chunk(id: &str, stated: u32, body: &[u8]) -> Vec<u8> {
        [id.as_bytes(), &stated.to_le_bytes(), body].concat()
    }

    /// A mono WAV of 16 bits at 8 kHz from its chunks; the length in front is right.
    fn riff(chunks: &[Vec<u8>]) -> Vec<u8> {
        let body = [b"WAVE".to_vec(), chunk("fmt ", 16, FORMAT), chunks.concat()].concat();
        [b"RIFF".to_vec(), u32::try_from(body.len()).unwrap().to_le_bytes().to_vec(), body].concat()
    }

    fn read(bytes: &[u8]) -> Result<Wave, String> {
        read_wave(&mut Cursor::new(bytes), bytes.len() as u64).map_err(|cause| cause.to_string())
    }

    #[track_caller]
    fn check(bytes: &[u8], data_len: u64, end: End) {
        let wave = read(bytes).unwrap();
        assert_eq!((wave.data_len, wave.end), (data_len, end));
    }

    #[test]
    fn a_sound_file_ends_as_stated() {
        check(&riff(&[chunk("data", 200, &[3; 200])]), 200, End::AsStated);
        let list = chunk("LIST", 300, &[0; 300]);
        check(&riff(&[chunk("junk", 3, &[0; 4]), chunk("data", 200, &[3; 200]), list.clone()]), 200, End::AsStated);
        check(&riff(&[chunk("junk", 3, &[0; 3]), chunk("data", 200, &[3; 200]), list]), 200, End::AsStated);
    }

    #[test]
    fn a_cut_file_lacks_its_end() {
        let whole = riff(&[chunk("data", 200, &[3; 200])]);
        check(&whole[..whole.len() - 1], 199, End::Missing { stated: Some(200) });
        check(&whole[..whole.len() - 100], 100, End::Missing { stated: Some(200) });
    }

    #[test]
    fn a_streamed_file_is_as_long_as_it_is() {
        for stated in [u32::MAX, 0x7fff_f000] {
            check(&riff(&[chunk("data", stated, &[3; 200])]), 200, End::AsStated);
        }
        check(&riff(&[chunk("data", 0, &[3; 200])]), 200, End::NeverStated);
        check(&riff(&[chunk("data", 0, &[3; 201])]), 201, End::Missing { stated: None });
    }

    #[test]
    fn a_file_with_its_numbers_turned_around_is_read_alike() {
        let format = b"\0\x01\0\x01\0\0\x1f\x40\0\0\x3e\x80\0\x02\0\x10";
        let chunk =
            |id: &str, body: &[u8]| [id.as_bytes(), &u32::try_from(body.len()).unwrap().to_be_bytes(), body].concat();
        let body = [b"WAVE".to_vec(), chunk("fmt ", format), chunk("data", &[3; 200])].concat();
        let bytes = [b"RIFX".to_vec(), u32::try_from(body.len()).unwrap().to_be_bytes().to_vec(), body].concat();
        check(&bytes, 200, End::AsStated);
        check(&bytes[..bytes.len() - 100], 100, End::Missing { stated: Some(200) });
    }

    #[test]
    fn audio_that_the_header_does_not_know_of_counts() {
        check(&riff(&[chunk("data", 200, &[3; 2000])]), 2000, End::LaterThanStated { stated: 200 });
    }

    #[test]
    fn a_length_that_counts_the_header_too_is_no_cut() {
        check(&riff(&[chunk("data", 244, &[3; 200])]), 200, End::AsStated);
    }

    #[test]
    fn lengths_beyond_32_bits_are_in_their_own_chunk() {
        let mut sizes = vec![0; 28];
        sizes[8..16].copy_from_slice(&500_u64.to_le_bytes());
        let bytes = riff(&[chunk("ds64", 28, &sizes), chunk("data", u32::MAX, &[3; 200])]);
        check(&bytes, 200, End::Missing { stated: Some(500) });
    }

    #[test]
    fn a_header_without_audio_is_told_apart_from_a_broken_one() {
        let nothing = "a WAV header and nothing behind it";
        assert_eq!(read(&riff(&[])).unwrap_err(), nothing);
        assert_eq!(read(&riff(&[chunk("data", 200, &[])])).unwrap_err(), nothing);
        assert_eq!(read(&riff(&[chunk("data", 0, &[]), chunk("LIST", 4, b"INFO")])).unwrap_err(), nothing);
        assert_eq!(read(b"RIFF").unwrap_err(), nothing);
        let no_format = [b"RIFF\0\0\0\0WAVE".to_vec(), chunk("data", 200, &[3; 200])].concat();
        assert_eq!(read(&no_format).unwrap_err(), "its WAV header is broken: the format chunk is missing");
    }
}
