//! Broken recordings: decoded up to the damage, with a sentence about it, and nothing shifted.

use ringcheck_ingest::DecodeErrorKind;

use crate::signal::{Heard, Wav, chirp, data_bytes, hear_bytes, lag_and_gain};

/// Hears bytes that must be decodable.
#[track_caller]
fn heard(bytes: &[u8]) -> Heard {
    hear_bytes("call", bytes).unwrap()
}

#[track_caller]
fn check_cut(heard: &Heard, duration_ms: std::ops::RangeInclusive<u64>, warning: &str) {
    let recording = &heard.recording;
    assert!(recording.is_cut_off, "{:?}", recording.warnings);
    assert!(duration_ms.contains(&recording.duration_ms), "{} ms", recording.duration_ms);
    assert!(recording.warnings.iter().any(|w| w.contains(warning)), "{:?}", recording.warnings);
}

#[test]
fn a_wav_cut_in_mid_sample_is_decoded_up_to_there() {
    let bytes = Wav::two_tones().bytes();
    let cut = heard(&bytes[..44 + 32_001]);
    check_cut(&cut, 1000..=1000, "it ends after 1.0 s, but its header announces 2.0 s");
    let whole = heard(&bytes);
    let differences = cut.channels[0][..15_000].iter().zip(&whole.channels[0]).map(|(a, b)| (a - b).abs());
    assert!(differences.fold(0.0, f32::max) < 1e-5);
    check_cut(&heard(&bytes[..bytes.len() - 1]), 1999..=1999, "cut off");
}

#[test]
fn a_wav_whose_header_was_never_completed_is_whole() {
    let mut wav = Wav::two_tones();
    for (stated_len, n_warnings) in [(u32::MAX, 0), (0x7fff_f000, 0), (0, 1)] {
        wav.stated_len = Some(stated_len);
        let heard = heard(&wav.bytes());
        assert_eq!((heard.recording.duration_ms, heard.recording.is_cut_off), (2000, false));
        assert_eq!(heard.recording.warnings.len(), n_warnings, "{:?}", heard.recording.warnings);
    }
    wav.data.pop();
    check_cut(&heard(&wav.bytes()), 1999..=1999, "in the middle of a sample");
}

#[test]
fn a_wav_with_more_audio_than_its_header_says_is_decoded_whole() {
    let mut wav = Wav::two_tones();
    wav.stated_len = Some(8000);
    let heard = heard(&wav.bytes());
    assert_eq!((heard.recording.duration_ms, heard.recording.is_cut_off), (2000, false));
    assert!(heard.recording.warnings[0].contains("2.0 s instead of 250 ms"), "{:?}", heard.recording.warnings);
}

#[test]
fn adpcm_is_decoded_up_to_its_last_whole_block() {
    let bytes = data_bytes("mono-ima.wav");
    check_cut(&heard(&bytes[..5000]), 1000..=1250, "but its header announces 2.0 s");
}

#[test]
fn compressed_recordings_that_break_off_are_cut_off() {
    for (name, n_kept, duration_ms, warning) in [
        ("stereo.mp3", 4000, 900..=1300, "announces 2.0 s"),
        ("untagged.mp3", 2200, 900..=1300, "breaks off"),
        ("mono-mp3.wav", 2200, 900..=1300, "breaks off"),
        ("stereo.ogg", 5000, 200..=1999, "breaks off"),
        ("mono.m4a", 5000, 900..=1700, "announces 2.0 s"),
        ("stereo.flac", 12_000, 300..=800, "announces 1.0 s"),
        ("mono.aac", 3000, 900..=1300, "breaks off"),
    ] {
        let bytes = data_bytes(name);
        check_cut(&heard(&bytes[..n_kept]), duration_ms, warning);
    }
}

#[test]
fn an_m4a_without_its_index_cannot_be_decoded() {
    let bytes = data_bytes("stereo.m4a");
    let error = hear_bytes("call.m4a", &bytes[..bytes.len() - 600]).err().unwrap();
    assert_eq!(error.kind(), DecodeErrorKind::Damaged);
    assert!(error.hint().unwrap().contains("index"));
}

/// What is heard behind the damage must be where it was before.
#[track_caller]
fn check_hole(bytes: &[u8], hole_ms: std::ops::Range<usize>) {
    let heard = heard(bytes);
    assert!(!heard.recording.is_cut_off, "{:?}", heard.recording.warnings);
    assert_eq!(heard.recording.duration_ms, 2000);
    assert!(heard.recording.warnings.iter().any(|w| w.contains("silence")), "{:?}", heard.recording.warnings);
    let expected = chirp(0, 31_000);
    for part in [1600..hole_ms.start * 16, hole_ms.end * 16..31_000] {
        let (lag, gain) = lag_and_gain(&heard.channels[0][part.clone()], &expected[part.clone()]);
        // LAME turns the level down to 0.95.
        assert!(lag.abs() <= 2 && (gain - 0.95).abs() < 0.03, "{part:?}: {lag} samples late, gain {gain}");
    }
}

#[test]
fn bad_packets_in_an_mp3_become_silence_of_the_same_length() {
    let whole = data_bytes("mono.mp3");
    for (position, n_bytes) in [(2000, 1), (2000, 40), (2000, 400), (1700, 700)] {
        let mut bytes = whole.clone();
        for byte in &mut bytes[position..position + n_bytes] {
            *byte ^= 0xa5;
        }
        let heard = heard(&bytes);
        assert_eq!(heard.recording.duration_ms, 2000, "{n_bytes} bytes");
        assert!(!heard.recording.is_cut_off, "{:?}", heard.recording.warnings);
    }
    let mut bytes = whole;
    bytes[1700..2300].fill(0xa5);
    check_hole(&bytes, 500..1300);
}

#[test]
fn a_bad_frame_in_a_flac_becomes_silence_of_the_same_length() {
    let whole = data_bytes("stereo.flac");
    let mut bytes = whole.clone();
    bytes[12_000..12_040].fill(0xa5);
    let heard = heard(&bytes);
    assert_eq!((heard.recording.duration_ms, heard.recording.is_cut_off), (1000, false));
    assert!(heard.recording.warnings[0].contains("silence"), "{:?}", heard.recording.warnings);
    let expected = hear_bytes("call", &whole).unwrap();
    assert_eq!(heard.channels[1][14_000..15_000], expected.channels[1][14_000..15_000]);
}

#[test]
fn a_page_that_an_ogg_lost_becomes_silence_of_the_same_length() {
    let whole = data_bytes("stereo.ogg");
    let pages: Vec<usize> = whole.windows(4).enumerate().filter(|(_, w)| w == b"OggS").map(|(at, _)| at).collect();
    // Small files have all audio on one page, so the stream is written again with one packet a page.
    let pages = ogg_pages(&whole, &pages);
    let n_pages = pages.len();
    let lost: Vec<u8> = pages
        .iter()
        .enumerate()
        .filter(|(n, _)| !(n_pages / 2..n_pages / 2 + 4).contains(n))
        .flat_map(|(_, p)| p.clone())
        .collect();
    let whole: Vec<u8> = pages.concat();
    assert!(heard(&whole).recording.warnings.is_empty());
    let heard = heard(&lost);
    assert!(heard.recording.warnings.iter().any(|w| w.contains("missing")), "{:?}", heard.recording.warnings);
    assert!(!heard.recording.is_cut_off);
    // The pages were given times by even division, which is off by a packet here and there.
    assert!(heard.recording.duration_ms.abs_diff(2000) < 40, "{} ms", heard.recording.duration_ms);
}

#[test]
fn joined_mp3_files_are_heard_whole() {
    let one = data_bytes("mono.mp3");
    let heard = heard(&[one.clone(), one].concat());
    assert!(heard.recording.duration_ms >= 4000, "{} ms", heard.recording.duration_ms);
    assert!(!heard.recording.is_cut_off);
    assert!(heard.recording.warnings[0].contains("longer than its header says"), "{:?}", heard.recording.warnings);
}

#[test]
fn chained_ogg_streams_are_heard_whole() {
    let one = data_bytes("stereo.ogg");
    let other = data_bytes("mono.ogg");
    let twice = heard(&[one.clone(), one.clone()].concat());
    assert_eq!((twice.recording.duration_ms, twice.recording.is_cut_off), (4000, false));
    let mixed = heard(&[one, other].concat());
    check_cut(&mixed, 2000..=2000, "changes its format");
}

#[test]
fn tags_around_an_mp3_are_no_damage() {
    let mp3 = data_bytes("untagged.mp3");
    let id3v2 = [&b"ID3\x03\0\0\0\0\x01\x00"[..], &[0; 128]].concat();
    let id3v1 = [&b"TAG"[..], &[b' '; 125]].concat();
    let tagged = heard(&[&id3v2[..], &mp3, &id3v1].concat());
    assert_eq!(tagged.channels, heard(&mp3).channels);
    assert!(tagged.recording.warnings.is_empty(), "{:?}", tagged.recording.warnings);
    let padded = heard(&[&mp3[..], &[0; 5000]].concat());
    assert!(padded.recording.warnings.is_empty(), "{:?}", padded.recording.warnings);
}

#[test]
fn an_mp3_cut_out_of_a_stream_starts_with_its_first_whole_frame() {
    let mp3 = data_bytes("untagged.mp3");
    let heard = heard(&mp3[777..]);
    assert!(heard.recording.warnings.is_empty(), "{:?}", heard.recording.warnings);
    assert!((1600..2000).contains(&heard.recording.duration_ms));
}

/// The pages of an Ogg stream with a page for each packet of audio; `starts` are where the pages start.
fn ogg_pages(bytes: &[u8], starts: &[usize]) -> Vec<Vec<u8>> {
    let mut pages = Vec::new();
    let mut granule_before = 0;
    for (n, &start) in starts.iter().enumerate() {
        let page = &bytes[start..starts.get(n + 1).copied().unwrap_or(bytes.len())];
        let n_segments = usize::from(page[26]);
        let granule = u64::from_le_bytes(page[6..14].try_into().unwrap());
        if granule == 0 {
            pages.push(renumbered(page.to_vec(), pages.len()));
            continue;
        }
        let lens: Vec<usize> = page[27..27 + n_segments].iter().map(|&len| usize::from(len)).collect();
        assert!(lens.iter().all(|&len| len < 255), "the fixture's packets are short");
        let mut at = 27 + n_segments;
        for (k, &len) in lens.iter().enumerate() {
            let is_last = n + 1 == starts.len() && k + 1 == lens.len();
            let part = granule_before + (granule - granule_before) * (k as u64 + 1) / lens.len() as u64;
            let mut header = page[..27].to_vec();
            header[5] = if is_last { 4 } else { 0 };
            header[6..14].copy_from_slice(&part.to_le_bytes());
            header[26] = 1;
            header.push(u8::try_from(len).unwrap());
            header.extend(&page[at..at + len]);
            at += len;
            pages.push(renumbered(header, pages.len()));
        }
        granule_before = granule;
    }
    pages
}

/// The page with another number, and the checksum that goes with it.
fn renumbered(mut page: Vec<u8>, number: usize) -> Vec<u8> {
    page[18..22].copy_from_slice(&u32::try_from(number).unwrap().to_le_bytes());
    page[22..26].fill(0);
    let mut crc = 0_u32;
    for &byte in &page {
        crc ^= u32::from(byte) << 24;
        for _ in 0..8 {
            crc = crc << 1 ^ if crc >> 31 == 1 { 0x04c1_1db7 } else { 0 };
        }
    }
    page[22..26].copy_from_slice(&crc.to_le_bytes());
    page
}
