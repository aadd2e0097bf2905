//! Calls of a second or two, for runs that are made again and again.

use std::path::PathBuf;

use crate::{
    harness::{TestDir, fixture},
    phone_systems::{Row, cdr},
};

/// How many calls [`write_batch`] makes.
pub(crate) const N_CALLS_OF_BATCH: usize = 12;

/// How a batch is scored, but for its database.
pub(crate) const SCORE_BATCH: [&str; 7] =
    ["score", "calls", "--cdr", "cdr.csv", "--timezone", "America/Chicago", "--json"];

/// Twelve calls as a phone system leaves them: people talking in two recordings of one call, ten recordings in which
/// nobody speaks, and a call that nobody recorded.
pub(crate) fn write_batch(dir: &TestDir) {
    let name = |n: usize| format!("in-5125550100-5125550177-20251130-0953{n:02}-17644964{n:02}.{n}.wav");
    for n in 0..2 {
        dir.write(&format!("calls/{}", name(n)), talk(8 + 9 * n));
    }
    for n in 2..12 {
        dir.write(&format!("calls/{}", name(n)), silence(n));
    }
    let names = [name(0), name(1)];
    let part = |at, id, recording| Row {
        at,
        seconds: (30, 25),
        disposition: "ANSWERED",
        id,
        linked: "1764496400.0",
        recording,
    };
    let unrecorded = Row {
        at: "2025-11-30 11:00:00",
        seconds: (27, 0),
        disposition: "NO ANSWER",
        id: "1764500400.20",
        linked: "1764500400.20",
        recording: "",
    };
    cdr(
        dir,
        &[
            part("2025-11-30 09:53:00", "1764496400.0", &names[0]),
            part("2025-11-30 09:53:01", "1764496401.1", &names[1]),
            unrecorded,
        ],
    );
}

/// A file of `n_calls` short transcripts, no two of which are alike.
pub(crate) fn write_transcripts(dir: &TestDir, n_calls: usize) -> PathBuf {
    let call = |n| {
        format!(
            r#"{{"schema":"ringcheck.transcript/1","id":"call-{n}","turns":[{{"side":"business","text":"Good morning, Harbor Light Computing, desk {n}."}},{{"side":"caller","text":"Hi, can you fix our server?"}}]}}"#
        )
    };
    dir.write("calls.jsonl", (0..n_calls).map(|n| call(n) + "\n").collect::<String>())
}

/// Two seconds of a conversation, from this second of it on.
pub(crate) fn talk(from_s: usize) -> Vec<u8> {
    let call = fs_err::read(fixture("calls/D01.mulaw.wav")).unwrap();
    let data = call.windows(4).position(|four| four == b"data").unwrap() + 8;
    mu_law(&call[data + from_s * 8000..][..16_000])
}

/// A second in which nobody speaks, longer by as many samples: no two have the same bytes.
pub(crate) fn silence(n_more: usize) -> Vec<u8> {
    // 0xff is zero (ITU-T G.711, table 2a).
    mu_law(&vec![0xff; 8000 + n_more])
}

/// A WAV of 8 kHz, one channel.
fn mu_law(samples: &[u8]) -> Vec<u8> {
    let length = u32::try_from(samples.len()).unwrap();
    let mut wav = b"RIFF".to_vec();
    wav.extend((36 + length).to_le_bytes());
    wav.extend(b"WAVEfmt \x10\0\0\0\x07\0\x01\0\x40\x1f\0\0\x40\x1f\0\0\x01\0\x08\0data");
    wav.extend(length.to_le_bytes());
    wav.extend(samples);
    wav
}
