use insta::{assert_json_snapshot, assert_snapshot};
use proptest::prelude::*;
use ringcheck_call::{Probability, Segment, SegmentMark, Side, Transcript, TranscriptSource, Word};

use super::*;

fn word(text: &str, start_ms: u64, end_ms: u64) -> Word {
    Word { start_ms, end_ms, text: text.to_owned(), probability: Probability::from_thousandths(912) }
}

/// A segment of words that follow each other from `start_ms` on, 300 ms each.
fn segment(channel: u16, side: Side, start_ms: u64, text: &str) -> Segment {
    let words = text.split(' ').zip(0..).map(|(text, n)| word(text, start_ms + n * 300, start_ms + n * 300 + 280));
    of_words(channel, side, words.collect())
}

fn of_words(channel: u16, side: Side, words: Vec<Word>) -> Segment {
    Segment {
        channel,
        side,
        start_ms: words.first().map(|w| w.start_ms),
        end_ms: words.last().map(|w| w.end_ms),
        text: words.iter().map(|w| w.text.as_str()).collect::<Vec<_>>().join(" "),
        words,
        confidence: Some(Probability::from_thousandths(912)),
        marks: Vec::new(),
    }
}

/// A call with everything in it that a form might trip over.
fn awkward() -> Transcript {
    let mut doubted = segment(1, Side::Caller, 61_000, "<unk> & \"so,\" he said");
    doubted.marks = vec![SegmentMark::LowConfidence];
    doubted.confidence = Some(Probability::from_thousandths(310));
    Transcript::recognized(vec![
        segment(
            0,
            Side::Business,
            3_000,
            "Thank you for calling Lone Pecan, this is Zoë; we are the people who fix it when nobody else will, and that is what we do all day. How can I help?",
        ),
        segment(1, Side::Caller, 9_000, "Hi, --> my card is [card] -->"),
        of_words(
            1,
            Side::Caller,
            vec![word("two\nlines,\u{2028}three", 14_000, 14_000), word("at\tonce", 14_000, 14_000)],
        ),
        segment(0, Side::Business, 14_000, "=HYPERLINK(\"x\") -5"),
        of_words(0, Side::Unknown, vec![word("Press", 20_000, 20_300), word("one.", 27_500, 27_900)]),
        doubted,
        segment(0, Side::Business, 3_723_000, "再见 🙂 \u{7}"),
    ])
}

fn untimed() -> Transcript {
    let untimed = |segment: Segment| Segment { start_ms: None, end_ms: None, words: Vec::new(), ..segment };
    Transcript {
        source: TranscriptSource::Imported,
        segments: vec![
            untimed(segment(0, Side::Business, 0, "Lone Pecan.")),
            untimed(segment(0, Side::Caller, 0, "Hi.")),
        ],
    }
}

fn with_facts<T>(use_facts: impl FnOnce(&RecordingFacts<'_>) -> T) -> T {
    use_facts(&RecordingFacts {
        recording: "calls/Zoë \"the\" first.wav",
        sha256: &Sha256Hex::from_bytes([0xab; 32]),
        duration_ms: 3_724_005,
        language: Some("en"),
        model: "tiny.en-q8_0",
        engine: "whisper.cpp 1.8.3",
        sides: &SidesOrigin {
            agent_channel: Some(0),
            method: "auto".to_owned(),
            confidence: Probability::from_thousandths(930),
            reason: "it answers with a company's name".to_owned(),
        },
    })
}

#[test]
fn awkward_words_as_text() {
    assert_snapshot!(to_txt(&awkward()));
}

#[test]
fn awkward_words_as_srt() {
    assert_snapshot!(to_srt(&awkward()).unwrap());
}

#[test]
fn awkward_words_as_vtt() {
    let text = to_vtt(&awkward()).unwrap();
    assert_snapshot!(text);
    read_vtt(&text).unwrap();
}

#[test]
fn awkward_words_as_csv() {
    assert_snapshot!(csv_header() + &to_csv(&awkward(), "calls/Zoë \"the\" first.wav").unwrap());
}

#[test]
fn awkward_words_as_json() {
    with_facts(|facts| assert_json_snapshot!(to_json(&awkward(), facts)));
}

#[test]
fn a_transcript_without_times_is_no_subtitles() {
    assert_eq!(to_txt(&untimed()), "business: Lone Pecan.\ncaller: Hi.\n");
    assert_eq!(
        to_csv(&untimed(), "x.wav").unwrap(),
        "x.wav,,,business,0,Lone Pecan.,0.912,\r\nx.wav,,,caller,0,Hi.,0.912,\r\n"
    );
    for error in [to_srt(&untimed()).unwrap_err(), to_vtt(&untimed()).unwrap_err()] {
        assert!(matches!(error, ExportError::NoTimes(0)), "{error}");
        assert!(error.hint().is_some());
    }
    with_facts(|facts| assert_eq!(to_json(&untimed(), facts).segments[0].start, None));
}

#[test]
fn words_that_have_times_only_together_share_them() {
    let mut segment = segment(0, Side::Caller, 0, "x");
    segment.text = "one two. ".repeat(20).trim().to_owned();
    (segment.start_ms, segment.end_ms) = (Some(1_000), Some(13_000));
    segment.words.clear();
    let transcript = Transcript { source: TranscriptSource::Imported, segments: vec![segment.clone()] };
    let cues = read_vtt(&to_vtt(&transcript).unwrap()).unwrap();
    assert!(cues.len() >= 2, "{cues:?}");
    assert_eq!((cues[0].start_ms, cues[cues.len() - 1].end_ms), (1_000, 13_000));
    assert_eq!(cues.iter().flat_map(ReadCue::words).collect::<Vec<_>>(), segment.text.split(' ').collect::<Vec<_>>());
}

#[test]
fn nothing_said_is_a_valid_file() {
    let nothing = Transcript::recognized(Vec::new());
    assert_eq!((to_txt(&nothing).as_str(), to_srt(&nothing).unwrap().as_str()), ("", ""));
    assert!(read_vtt(&to_vtt(&nothing).unwrap()).unwrap().is_empty());
    assert_eq!(csv_header() + &to_csv(&nothing, "x.wav").unwrap(), CSV_COLUMNS.join(",") + "\r\n");
    with_facts(|facts| assert_eq!(to_json(&nothing, facts).text, ""));
}

/// A cue as a reader of the file has it.
#[derive(Debug)]
struct ReadCue {
    start_ms: u64,
    end_ms: u64,
    side: String,
    lines: Vec<String>,
}

impl ReadCue {
    fn words(&self) -> impl Iterator<Item = String> {
        self.lines.iter().flat_map(|line| line.split(' ')).map(str::to_owned)
    }
}

/// Reads WebVTT as its standard says, as far as it is used here, and refuses what is not allowed in it.
fn read_vtt(text: &str) -> Result<Vec<ReadCue>, String> {
    let mut blocks = text.strip_suffix('\n').ok_or("no end of line")?.split("\n\n");
    if blocks.next() != Some("WEBVTT") {
        return Err("no header".to_owned());
    }
    let mut cues: Vec<ReadCue> = Vec::new();
    for block in blocks {
        let (timing, payload) = block.split_once('\n').ok_or("a block of one line")?;
        let (start, end) = timing.split_once(" --> ").ok_or("no timing")?;
        if payload.contains("-->") || payload.lines().any(str::is_empty) || payload.contains(['\r', '\0']) {
            return Err(format!("a payload that is none: {payload:?}"));
        }
        let spoken = payload.strip_prefix("<v ").and_then(|p| p.strip_suffix("</v>")).ok_or("no voice")?;
        let (side, words) = spoken.split_once('>').ok_or("a voice without an end")?;
        if words.contains(['<', '>'])
            || words.replace("&amp;", "").replace("&lt;", "").replace("&gt;", "").contains('&')
        {
            return Err(format!("markup in {words:?}"));
        }
        let words = words.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
        let lines = words.split('\n').map(str::to_owned).collect();
        cues.push(ReadCue {
            start_ms: read_time(start, '.')?,
            end_ms: read_time(end, '.')?,
            side: side.to_lowercase(),
            lines,
        });
    }
    Ok(cues)
}

/// Reads SubRip: numbers from 1, one after the other.
fn read_srt(text: &str) -> Result<Vec<ReadCue>, String> {
    let blocks = text.strip_suffix('\n').unwrap_or(text).split("\n\n").filter(|block| !block.is_empty());
    let mut cues = Vec::new();
    for (block, number) in blocks.zip(1..) {
        let mut lines = block.split('\n');
        if lines.next() != Some(format!("{number}").as_str()) {
            return Err(format!("not number {number}: {block:?}"));
        }
        let (start, end) = lines.next().and_then(|timing| timing.split_once(" --> ")).ok_or("no timing")?;
        let payload: Vec<&str> = lines.collect();
        let (side, first) = payload.first().and_then(|line| line.split_once(": ")).ok_or("no side")?;
        let lines: Vec<String> = [first].iter().chain(&payload[1..]).map(|line| (*line).to_owned()).collect();
        if lines.iter().any(|line| line.is_empty() || line.contains("-->")) {
            return Err(format!("a payload that is none: {block:?}"));
        }
        cues.push(ReadCue {
            start_ms: read_time(start, ',')?,
            end_ms: read_time(end, ',')?,
            side: side.to_lowercase(),
            lines,
        });
    }
    Ok(cues)
}

fn read_time(text: &str, mark: char) -> Result<u64, String> {
    let (clock, ms) = text.split_once(mark).ok_or("no thousandths")?;
    let parts: Vec<&str> = clock.split(':').collect();
    let [hours, minutes, seconds] = parts[..] else { return Err(format!("not a time: {text}")) };
    if hours.len() < 2 || minutes.len() != 2 || seconds.len() != 2 || ms.len() != 3 {
        return Err(format!("not a time: {text}"));
    }
    let number = |digits: &str| digits.parse::<u64>().map_err(|error| error.to_string());
    let (minutes, seconds) = (number(minutes)?, number(seconds)?);
    if minutes > 59 || seconds > 59 {
        return Err(format!("not a time: {text}"));
    }
    Ok(((number(hours)? * 60 + minutes) * 60 + seconds) * 1000 + number(ms)?)
}

/// Words of calls, and what no word should be.
fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => "[a-zA-Zé']{1,12}[.,?!]?",
        1 => "[-<>&\"',;=@+:{}\\[\\]]{1,4}",
        1 => Just("-->".to_owned()),
        1 => Just("[number:10]".to_owned()),
        1 => "[a-z]{50,90}",
        1 => "[a-z]{1,3}[\n\r\t\u{2028} \u{0}\u{85}][a-z]{1,3}",
        1 => "\\PC{1,3}",
    ]
}

/// One channel's segments: each word starts where the one before it started, or later.
fn any_channel(channel: u16, side: Side) -> impl Strategy<Value = Vec<Segment>> {
    let word =
        (any_text(), prop_oneof![3 => 0u64..600, 1 => 1_000u64..9_000], prop_oneof![1 => Just(0u64), 3 => 0u64..900]);
    prop::collection::vec(prop::collection::vec(word, 1..40), 0..4).prop_map(move |segments| {
        let mut at_ms = 0;
        let mut segment_of = |words: Vec<(String, u64, u64)>| {
            let words = words.into_iter().map(|(text, gap_ms, length_ms)| {
                at_ms += gap_ms;
                Word {
                    start_ms: at_ms,
                    end_ms: at_ms + length_ms,
                    text,
                    probability: Probability::from_thousandths(500),
                }
            });
            of_words(channel, side, words.collect())
        };
        segments.into_iter().map(&mut segment_of).collect()
    })
}

fn any_transcript() -> impl Strategy<Value = Transcript> {
    (any_channel(0, Side::Business), any_channel(1, Side::Caller))
        .prop_map(|(business, caller)| Transcript::recognized([business, caller].concat()))
}

/// The words of one side in order, as they are on one line.
fn words_of(transcript: &Transcript, side: Side) -> Vec<String> {
    let of_side = transcript.segments.iter().filter(|segment| segment.side == side);
    let words = of_side.flat_map(|segment| &segment.words).map(|word| on_one_line(&word.text));
    words
        .flat_map(|text| text.split(' ').map(str::to_owned).collect::<Vec<_>>())
        .filter(|word| !word.is_empty())
        .collect()
}

fn check_cues(cues: &[ReadCue], transcript: &Transcript, as_written: fn(&str) -> String) -> Result<(), TestCaseError> {
    for side in [Side::Business, Side::Caller] {
        let shown = cues.iter().filter(|cue| cue.side == side.as_str()).flat_map(ReadCue::words).collect::<Vec<_>>();
        let said: Vec<String> = words_of(transcript, side).iter().map(|word| as_written(word)).collect();
        prop_assert_eq!(shown, said);
    }
    for cue in cues {
        let length_ms = cue.end_ms - cue.start_ms;
        prop_assert!((200..=7_000).contains(&length_ms), "{:?}", cue);
        prop_assert!(cue.lines.len() <= 2, "{:?}", cue);
        let n_chars = cue.lines.iter().map(|line| line.chars().count()).max().unwrap_or(0);
        prop_assert!(n_chars <= 42 || cue.lines.len() == 1, "{:?}", cue);
    }
    prop_assert!(cues.is_sorted_by_key(|cue| cue.start_ms), "{:?}", cues);
    Ok(())
}

proptest! {
    #[test]
    fn subtitles_have_every_word_in_order_and_times_that_never_go_back(transcript in any_transcript()) {
        let vtt = read_vtt(&to_vtt(&transcript).unwrap());
        check_cues(&vtt.map_err(TestCaseError::fail)?, &transcript, str::to_owned)?;
        let srt = read_srt(&to_srt(&transcript).unwrap());
        check_cues(&srt.map_err(TestCaseError::fail)?, &transcript, |word| word.replace('<', "‹").replace('>', "›"))?;
    }

    #[test]
    fn text_has_every_word_of_a_side_in_order(transcript in any_transcript()) {
        let text = to_txt(&transcript);
        for side in [Side::Business, Side::Caller] {
            let opening = format!("{side}: ");
            let turns = text.lines().filter_map(|line| line.split_once("] ").and_then(|(_, turn)| turn.strip_prefix(&opening)));
            let shown: Vec<String> = turns.flat_map(|turn| turn.split(' ')).map(str::to_owned).collect();
            prop_assert_eq!(shown, words_of(&transcript, side));
        }
    }

    #[test]
    fn a_table_reads_back(transcript in any_transcript(), recording in "[a-z\"',\\\\/ .]{1,20}") {
        let text = csv_header() + &to_csv(&transcript, &recording).unwrap();
        let mut reader = ::csv::Reader::from_reader(text.as_bytes());
        prop_assert_eq!(reader.headers().unwrap().iter().collect::<Vec<_>>(), CSV_COLUMNS);
        let rows: Vec<::csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        prop_assert_eq!(rows.len(), transcript.segments.len());
        for (row, segment) in rows.iter().zip(&transcript.segments) {
            let times = [row[1].parse().ok(), row[2].parse().ok()];
            prop_assert_eq!(times, [segment.start_ms, segment.end_ms]);
            let plain = |cell: &str| cell.strip_prefix('\'').unwrap_or(cell).to_owned();
            prop_assert_eq!((plain(&row[0]), plain(&row[5])), (plain(&recording), plain(&segment.text)));
            prop_assert_eq!((&row[3], row[4].parse()), (segment.side.as_str(), Ok(segment.channel)));
        }
    }

    #[test]
    fn json_has_every_word_with_its_times(transcript in any_transcript()) {
        let written = with_facts(|facts| serde_json::to_string(&to_json(&transcript, facts))).unwrap();
        let read: serde_json::Value = serde_json::from_str(&written).unwrap();
        let segments = read["segments"].as_array().unwrap();
        prop_assert_eq!(segments.len(), transcript.segments.len());
        let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
        prop_assert_eq!(text(&read["text"]), segments.iter().map(|s| text(&s["text"])).collect::<String>());
        for (segment, said) in segments.iter().zip(&transcript.segments) {
            let words = segment["words"].as_array().unwrap();
            prop_assert_eq!(text(&segment["text"]), words.iter().map(|word| text(&word["word"])).collect::<String>());
            prop_assert_eq!(words.len(), said.words.len());
            for (word, said) in words.iter().zip(&said.words) {
                prop_assert_eq!(text(&word["word"]), format!(" {}", said.text));
                for (seconds, ms) in [(&word["start"], said.start_ms), (&word["end"], said.end_ms)] {
                    let written = seconds.to_string();
                    let (whole, decimals) = written.split_once('.').unwrap();
                    prop_assert!(decimals.len() <= 3, "{}", written);
                    prop_assert_eq!(format!("{whole}{decimals:0<3}").parse(), Ok(ms));
                }
            }
        }
    }
}
