//! The audio of a WAV file, cut into packets for the decoder.

use std::io::{self, BufReader, Read};

use symphonia::core::{
    packet::Packet,
    units::{Duration, Timestamp},
};

use crate::{wave_codec::Blocks, window::Window};

/// Reads whole blocks until the audio or the file ends; what is left of a block then is dropped.
pub(crate) struct WavePackets {
    bytes: BufReader<Window>,
    blocks: Blocks,
    n_blocks_read: u64,
    n_blocks: u64,
}

impl WavePackets {
    /// `bytes` are `data_len` bytes of audio.
    pub(crate) fn new(bytes: Window, blocks: Blocks, data_len: u64) -> Self {
        let n_blocks = data_len / blocks.block_len;
        Self { bytes: BufReader::with_capacity(64 * 1024, bytes), blocks, n_blocks_read: 0, n_blocks }
    }

    /// How many frames there are in whole blocks.
    pub(crate) fn n_frames(&self) -> u64 {
        self.n_blocks * self.blocks.frames_per_block
    }

    pub(crate) fn next_packet(&mut self) -> io::Result<Option<Packet>> {
        let n_blocks = self.blocks.blocks_per_packet().min(self.n_blocks - self.n_blocks_read);
        let mut data = Vec::new();
        self.bytes.by_ref().take(n_blocks * self.blocks.block_len).read_to_end(&mut data)?;
        let n_whole = data.len() as u64 / self.blocks.block_len;
        if n_whole == 0 {
            return Ok(None);
        }
        data.truncate(usize::try_from(n_whole * self.blocks.block_len).unwrap_or(usize::MAX));
        let start = self.n_blocks_read * self.blocks.frames_per_block;
        self.n_blocks_read += n_whole;
        let start = Timestamp::new(i64::try_from(start).unwrap_or(i64::MAX));
        Ok(Some(Packet::new(0, start, Duration::new(n_whole * self.blocks.frames_per_block), data)))
    }
}
