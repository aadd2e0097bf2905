//! What channels carry, and the streams that are made of them.

use std::path::{Path, PathBuf};

use ringcheck_call::{Layout, Recording, Sha256Hex};
use ringcheck_ingest::{DecodeErrorKind, Examination, RecordingReader, examine};

use crate::signal::{Wav, data_path, hear};

/// Two-channel calls of the fixtures, with the channel of the business.
const CALLS: [&str; 4] = ["D03.alaw.wav", "D07.flac", "D11.pcm.wav", "D24.mp3"];

fn call_path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/calls").join(name)
}

/// The channels of a call at 16 kHz.
fn call(name: &str) -> [Vec<f64>; 2] {
    let heard = hear(&call_path(name)).unwrap();
    let channels: Vec<Vec<f64>> = heard.channels.iter().map(|c| c.iter().map(|&x| f64::from(x)).collect()).collect();
    channels.try_into().unwrap()
}

/// Written as 16-bit PCM at 16 kHz.
struct Made {
    _dir: tempfile::TempDir,
    path: PathBuf,
}

fn made(channels: &[Vec<f64>]) -> Made {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("call.wav");
    let clamped: Vec<Vec<f64>> = channels.iter().map(|c| c.iter().map(|x| x.clamp(-1.0, 1.0)).collect()).collect();
    fs_err::write(&path, Wav::pcm(16_000, &clamped).bytes()).unwrap();
    Made { _dir: dir, path }
}

fn examined(channels: &[Vec<f64>]) -> Examination {
    examine(&made(channels).path).unwrap()
}

/// The streams of a recording, and what is said about it.
fn streams(path: &Path, examination: &Examination) -> (Vec<Vec<f32>>, Recording) {
    let mut reader = RecordingReader::open_examined(path, examination).unwrap();
    let mut streams = vec![Vec::new(); usize::from(reader.channels())];
    while let Some(block) = reader.next_block().unwrap() {
        for (stream, part) in streams.iter_mut().zip(block.channels) {
            stream.extend(part);
        }
    }
    (streams, reader.finish(Sha256Hex::from_bytes([0; 32])))
}

fn scaled(samples: &[f64], db: f64) -> Vec<f64> {
    samples.iter().map(|x| x * 10f64.powf(db / 20.0)).collect()
}

fn delayed(samples: &[f64], n_frames: usize) -> Vec<f64> {
    std::iter::repeat_n(0.0, n_frames).chain(samples.iter().copied()).take(samples.len()).collect()
}

fn sum(a: &[f64], b: &[f64]) -> Vec<f64> {
    a.iter().zip(b).map(|(a, b)| a + b).collect()
}

fn energy(samples: impl IntoIterator<Item = f64>) -> f64 {
    samples.into_iter().map(|x| x * x).sum()
}

#[test]
fn honest_stereo_is_handed_out_bit_for_bit() {
    for name in CALLS {
        let path = call_path(name);
        let examination = examine(&path).unwrap();
        let (streams, recording) = streams(&path, &examination);
        assert_eq!(streams, hear(&path).unwrap().channels, "{name}");
        assert_eq!((recording.layout, recording.channels), (Layout::Stereo, 2), "{name}");
        assert_eq!((&recording.warnings, &recording.notes), (&vec![], &vec![]), "{name}");
        assert!(examination.leaks.is_empty() && examination.likeness.is_none(), "{name}: {examination:?}");
    }
}

#[test]
fn copies_are_dual_mono_and_one_stream() {
    for name in CALLS {
        let [left, right] = call(name);
        let mono = scaled(&sum(&left, &right), -3.0);
        for (gain_db, sign, delay) in [
            (0.0, 1.0, 0),
            (-6.0, 1.0, 0),
            (-12.0, 1.0, 0),
            (4.0, 1.0, 1),
            (0.0, -1.0, 0),
            (-3.0, -1.0, 1),
            (0.0, 1.0, 40),
        ] {
            let second: Vec<f64> = scaled(&delayed(&mono, delay), gain_db).iter().map(|x| sign * x).collect();
            let file = made(&[mono.clone(), second]);
            let examination = examine(&file.path).unwrap();
            let case = format!("{name} {gain_db} dB {sign} {delay}: {examination:?}");
            assert_eq!(examination.layout, Layout::DualMono, "{case}");
            let likeness = examination.likeness.unwrap();
            assert!((f64::from(likeness.gain_db) - gain_db).abs() < 0.5, "{case}");
            assert_eq!(likeness.is_inverted, sign < 0.0, "{case}");
            let (streams, recording) = streams(&file.path, &examination);
            assert_eq!((streams.len(), recording.channels), (1, 2), "{case}");
            assert_eq!(streams[0], hear(&file.path).unwrap().channels[usize::from(gain_db > 0.5)], "{case}");
            assert_eq!(recording.notes, ["both channels carry the same sound, so the sides were told apart by voice"]);
            assert_eq!(recording.warnings, [""; 0]);
        }
    }
}

#[test]
fn a_dead_channel_is_silence_and_a_warning() {
    let [left, right] = call("D11.pcm.wav");
    let hum: Vec<f64> = (0..left.len()).map(|n| 0.0008 * (n as f64 * 0.02).sin()).collect();
    for (channels, dead) in [([left, hum.clone()], 1), ([hum, right], 0)] {
        let file = made(&channels);
        let examination = examine(&file.path).unwrap();
        assert_eq!(examination.layout, Layout::OneSided);
        assert!(examination.channels[dead].is_dead && !examination.channels[1 - dead].is_dead);
        let (streams, recording) = streams(&file.path, &examination);
        let heard = hear(&file.path).unwrap().channels;
        assert!(streams[dead].len() == heard[dead].len() && streams[dead].iter().all(|&x| x == 0.0));
        assert_eq!(streams[1 - dead], heard[1 - dead]);
        assert!(recording.warnings[0].starts_with(&format!("channel {dead} (")), "{:?}", recording.warnings);
    }
}

#[test]
fn a_leak_is_found_and_silenced_and_the_side_itself_is_kept() {
    for name in ["D03.alaw.wav", "D07.flac"] {
        let sides = call(name);
        for from in [0, 1] {
            for db in [-12.0, -20.0, -30.0] {
                for delay_ms in [0, 30, 150] {
                    let case = format!("{name} from {from} {db} dB {delay_ms} ms");
                    check_leak(&sides, from, db, delay_ms, &case);
                }
            }
        }
    }
}

fn check_leak(sides: &[Vec<f64>; 2], from: usize, db: f64, delay_ms: usize, case: &str) {
    let into = 1 - from;
    let copy = scaled(&delayed(&sides[from], delay_ms * 16), db);
    let mut channels = sides.clone();
    channels[into] = sum(&sides[into], &copy);
    let file = made(&channels);
    let examination = examine(&file.path).unwrap();
    let [leak] = examination.leaks[..] else { panic!("{case}: {examination:?}") };
    assert_eq!((usize::from(leak.from), usize::from(leak.into)), (from, into), "{case}");
    assert!((f64::from(leak.delay_ms) - delay_ms as f64).abs() <= 2.0, "{case}: {leak:?}");
    assert!((f64::from(leak.gain_db) - db).abs() <= 3.0, "{case}: {leak:?}");

    let (streams, recording) = streams(&file.path, &examination);
    assert_eq!(streams[from], hear(&file.path).unwrap().channels[from], "{case}: the source is left alone");
    assert_eq!(streams[into].len(), channels[into].len(), "{case}");
    assert_eq!(recording.notes.len(), 1, "{case}: {:?}", recording.notes);
    // The factor of each piece of 10 ms: what the side said and the leak were both multiplied by it.
    let quiet = 10f64.powf(-50.0 / 20.0);
    let is_own = loud_hops(&sides[into], quiet);
    let (mut own, mut own_kept, mut leaked, mut leak_left) = (0.0, 0.0, 0.0, 0.0);
    for (at, is_own) in is_own.iter().enumerate() {
        let hop = at * 160..(at * 160 + 160).min(copy.len());
        let (before, after) = (&channels[into][hop.clone()], &streams[into][hop.clone()]);
        let factor = energy(after.iter().map(|&x| f64::from(x))) / energy(before.iter().copied()).max(1e-12);
        if *is_own {
            own += energy(sides[into][hop.clone()].iter().copied());
            own_kept += energy(sides[into][hop].iter().copied()) * factor;
        } else {
            leaked += energy(copy[hop.clone()].iter().copied());
            leak_left += energy(copy[hop].iter().copied()) * factor;
        }
    }
    let (kept, left) = (own_kept / own, leak_left / leaked);
    assert!(kept >= 0.98, "{case}: {kept} of the side's own speech is kept");
    assert!(left <= 0.05, "{case}: {left} of the leak is left");
}

/// Which pieces of 10 ms reach `rms`, or are within 50 ms of one that does.
fn loud_hops(samples: &[f64], rms: f64) -> Vec<bool> {
    let loud: Vec<bool> =
        samples.chunks(160).map(|c| energy(c.iter().copied()) / c.len() as f64 >= rms * rms).collect();
    (0..loud.len()).map(|n| loud[n.saturating_sub(5)..(n + 6).min(loud.len())].contains(&true)).collect()
}

#[test]
fn leaks_both_ways_are_both_found() {
    let sides = call("D11.pcm.wav");
    let channels = [
        sum(&sides[0], &scaled(&delayed(&sides[1], 480), -18.0)),
        sum(&sides[1], &scaled(&delayed(&sides[0], 1600), -24.0)),
    ];
    let found = examined(&channels).leaks;
    let into: Vec<(u16, u16)> = found.iter().map(|leak| (leak.from, leak.into)).collect();
    assert_eq!(into, [(0, 1), (1, 0)]);
    assert!((found[0].delay_ms - 100.0).abs() < 1.0 && (found[1].delay_ms - 30.0).abs() < 1.0, "{found:?}");
}

#[test]
fn faint_speech_is_raised_and_never_clipped() {
    let sides = call("D11.pcm.wav");
    let usual = examined(&sides).channels[1].speech_dbfs.unwrap();
    for db in [-20.0, -30.0, -40.0] {
        let channels = [sides[0].clone(), scaled(&sides[1], db)];
        let file = made(&channels);
        let examination = examine(&file.path).unwrap();
        assert_eq!(examination.layout, Layout::Stereo, "{db}");
        let faint = examination.channels[1].speech_dbfs.unwrap();
        assert!((f64::from(faint - usual) - db).abs() < 1.5, "{db}: {faint} after {usual}");
        let (streams, recording) = streams(&file.path, &examination);
        let heard = hear(&file.path).unwrap().channels;
        assert_eq!(streams[0], heard[0], "{db}");
        assert!(streams[1].len() == heard[1].len() && streams[1].iter().all(|x| x.abs() <= 0.95));
        let raised = 10.0
            * (energy(streams[1].iter().map(|&x| f64::from(x))) / energy(heard[1].iter().map(|&x| f64::from(x))))
                .log10();
        let wanted = if faint < -40.0 { f64::from(-26.0 - faint).min(30.0) } else { 0.0 };
        assert!((raised - wanted).abs() < 2.0, "{db}: raised by {raised}, wanted {wanted}");
        assert!(recording.notes.iter().any(|n| n.contains("quieter")), "{db}: {:?}", recording.notes);
        assert_eq!(recording.warnings.iter().any(|w| w.contains("faint")), faint < -55.0, "{db}");
    }
}

#[test]
fn clipping_is_told_with_its_share() {
    let sides = call("D11.pcm.wav");
    let peak = sides[0].iter().fold(0.0_f64, |peak, x| peak.max(x.abs()));
    let channels = [scaled(&sides[0], 10.0 - 20.0 * peak.log10()), sides[1].clone()];
    let examination = examined(&channels);
    assert!(examination.channels[0].clipped_share > 0.003, "{examination:?}");
    assert!(examination.channels[1].clipped_share <= 0.0);
    let told = [examination.warnings(), examination.notes()].concat();
    assert!(told.iter().any(|s| s.starts_with("channel 0 (left) is ") && s.contains("clipped")), "{told:?}");
}

#[test]
fn swapped_channels_give_swapped_findings() {
    let [left, right] = call("D03.alaw.wav");
    let right = scaled(&sum(&right, &scaled(&delayed(&left, 800), -15.0)), -22.0);
    let (one, other) = (examined(&[left.clone(), right.clone()]), examined(&[right, left]));
    assert_eq!((one.channels[0], one.channels[1]), (other.channels[1], other.channels[0]));
    assert_eq!((one.leaks.len(), other.leaks.len()), (1, 1));
    assert_eq!((one.leaks[0].from, other.leaks[0].from), (0, 1));
    assert!((one.leaks[0].gain_db - other.leaks[0].gain_db).abs() < 1.0);
}

#[test]
fn one_channel_has_levels_alone() {
    let [left, right] = call("D11.pcm.wav");
    let examination = examined(&[sum(&left, &right)]);
    assert_eq!(examination.layout, Layout::Mono);
    assert!(examination.channels[0].speech_dbfs.is_some_and(|dbfs| (-40.0..-10.0).contains(&dbfs)));
    assert!(examination.leaks.is_empty() && examination.warnings().is_empty() && examination.notes().is_empty());
}

#[test]
fn what_cannot_be_opened_cannot_be_examined() {
    assert_eq!(examine(Path::new("no-such-file.wav")).unwrap_err().kind(), DecodeErrorKind::Io);
    assert_eq!(examine(&data_path("README.md")).unwrap_err().kind(), DecodeErrorKind::NotAudio);
    assert!(examine(&data_path("stereo.ogg")).is_ok());
}

/// Prints what is found in the recordings of a folder, for a look by hand.
#[test]
#[ignore = "needs a folder of recordings, named by RINGCHECK_RECORDINGS"]
fn a_folder_of_recordings() {
    let folder = std::env::var("RINGCHECK_RECORDINGS").unwrap();
    let mut paths: Vec<PathBuf> = fs_err::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    for path in paths.iter().filter(|path| path.extension().is_some_and(|e| e != "json")) {
        match examine(path) {
            Ok(found) => println!("{}: {:?} {:?} {:#?}", path.display(), found.warnings(), found.notes(), found),
            Err(error) => println!("{}: {error}", path.display()),
        }
    }
}

/// Prints how long an examination takes, beside decoding and resampling; for a look by hand, with `--release`.
#[test]
#[ignore = "takes time to measure time"]
fn speed_of_an_examination() {
    for name in ["D03.alaw.wav", "D07.flac", "D11.pcm.wav", "D16.mp3", "D29.ogg", "D09.m4a"] {
        let path = call_path(name);
        let audio = hear(&path).unwrap().channels[0].len() as f64 / 16_000.0;
        let timed = |what: &dyn Fn()| {
            let start = seconds_on_cpu();
            (0..10).for_each(|_| what());
            (seconds_on_cpu() - start) / 10.0
        };
        let examination = examine(&path).unwrap();
        let examining = timed(&|| drop(examine(&path).unwrap()));
        let hearing = timed(&|| drop(hear(&path).unwrap()));
        let mending = timed(&|| drop(streams(&path, &examination)));
        println!(
            "{name}: {audio:.0} s of audio; examined at {:.0} times real time, decoded and resampled at {:.0}, with streams at {:.0}; \
             examination is {:.0} % of decoding and resampling, {:.2} % of transcription",
            audio / examining,
            audio / hearing,
            audio / mending,
            100.0 * examining / hearing,
            100.0 * examining / (0.05 * audio)
        );
    }
}

/// How long this thread has been running, by Linux's account: others on the machine do not count.
fn seconds_on_cpu() -> f64 {
    let account = fs_err::read_to_string("/proc/thread-self/schedstat").unwrap();
    account.split(' ').next().unwrap().parse::<f64>().unwrap() / 1e9
}
