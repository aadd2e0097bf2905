//! Any bytes under any ending are decoded or refused: no panic, no wait, no endless audio, samples within full scale.

#![no_main]

use std::path::PathBuf;

use libfuzzer_sys::fuzz_target;
use ringcheck_ingest::RecordingReader;

/// The last byte of the input chooses one: headerless formats are told by their ending.
/// The first is left alone, so that recordings as they are can be seeds.
const ENDINGS: [&str; 8] = ["wav", "ulaw", "alaw", "sln", "sln48", "g722", "gsm", "g729"];

/// A few bytes can stand for hours of audio; a minute is enough to see what becomes of it.
const N_BLOCKS_MAX: usize = 60;

// Ringcheck stops the panics of codecs, so a panic as such is no find: one that gets out of here is.
fuzz_target!(init: std::panic::set_hook(Box::new(|_| {})), |input: &[u8]| {
    let Some((choice, bytes)) = input.split_last() else { return };
    let ending = ENDINGS[usize::from(*choice) % ENDINGS.len()];
    let path = folder().join(format!("fuzz-{}.{ending}", std::process::id()));
    std::fs::write(&path, bytes).expect("the folder for temporary files can be written to");
    if let Ok(mut reader) = RecordingReader::open_with(&path, None) {
        for _ in 0..N_BLOCKS_MAX {
            let Ok(Some(block)) = reader.next_block() else { break };
            assert_eq!(block.channels.len(), usize::from(reader.channels()));
            let n_frames = block.channels[0].len();
            assert!((1..=16_000).contains(&n_frames));
            for channel in &block.channels {
                assert_eq!(channel.len(), n_frames);
                // Full-scale noise overshoots between its samples, but not by much.
                assert!(channel.iter().all(|sample| sample.is_finite() && sample.abs() < 8.0));
            }
        }
    }
});

/// Memory, where there is such a folder.
fn folder() -> PathBuf {
    let memory = PathBuf::from("/dev/shm");
    if memory.is_dir() { memory } else { std::env::temp_dir() }
}
