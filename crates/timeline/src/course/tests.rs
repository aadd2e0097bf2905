use ringcheck_call::{Probability, Side, Word};

use super::*;
use crate::attribute;

/// Turns of words of a third of a second each; a line is `seconds side: text`.
fn turns(lines: &[(u64, Side, &str)]) -> Vec<Turn> {
    let turn = |(seconds, side, text): &(u64, Side, &str)| {
        let words: Vec<Word> = text
            .split_whitespace()
            .zip(0..)
            .map(|(text, n): (&str, u64)| Word {
                start_ms: seconds * 1000 + n * 300,
                end_ms: seconds * 1000 + n * 300 + 280,
                text: text.to_owned(),
                probability: Probability::ONE,
            })
            .collect();
        Turn::from_words(*side, &words)
    };
    lines.iter().filter_map(turn).collect()
}

fn sound(kind: EventKind, side: Side, start_s: u64, end_s: u64) -> TimelineEvent {
    TimelineEvent {
        kind,
        side,
        start_ms: Some(start_s * 1000),
        end_ms: Some(end_s * 1000),
        turn: None,
        label: None,
        confidence: Probability::from_thousandths(950),
    }
}

fn timeline(lines: &[(u64, Side, &str)], sounds: &[TimelineEvent]) -> (Timeline, ringcheck_call::TimelineFigures) {
    let sounds = LineSounds { events: sounds, ..LineSounds::default() };
    let call = attribute(turns(lines), sounds);
    let timeline = timeline_of(&call, sounds);
    let figures = figures_of(&call.turns, &timeline, true);
    (timeline, figures)
}

fn seconds(timeline: &Timeline, kind: EventKind) -> Vec<(u64, u64)> {
    let of_kind = timeline.events.iter().filter(|e| e.kind == kind);
    of_kind.map(|e| (e.start_ms.unwrap() / 1000, e.end_ms.unwrap() / 1000)).collect()
}

use Side::{Business as B, Caller as C};

const GREETING: (u64, Side, &str) = (10, B, "Good morning, Kessel Computers, this is Jo, how can I help?");

#[test]
fn rings_count_until_anything_answers() {
    let rings = [sound(EventKind::Ring, B, 0, 2), sound(EventKind::Ring, B, 6, 8), sound(EventKind::Ring, B, 30, 32)];
    let (_, figures) = timeline(&[GREETING, (15, C, "Hi, my server is down.")], &rings);
    assert_eq!((figures.ring_count, figures.ring_ms), (Some(2), Some(8000)));
    assert_eq!(figures.first_live_word_ms, Some(10_000));
    let (_, silent) = timeline(&[GREETING], &[]);
    assert_eq!((silent.ring_count, silent.ring_ms), (Some(0), Some(0)));
}

#[test]
fn music_between_two_turns_of_a_person_is_a_hold() {
    let said = [
        GREETING,
        (16, C, "Hi, my server is down and nobody can work."),
        (20, B, "Can you hold for a moment?"),
        (23, C, "Sure."),
        (60, B, "Thanks for holding, I have got a slot at two."),
    ];
    let music = [sound(EventKind::Music, B, 25, 58)];
    let (line, figures) = timeline(&said, &music);
    assert_eq!(seconds(&line, EventKind::Hold), [(25, 60)]);
    assert_eq!((figures.hold_count, figures.longest_hold_ms), (Some(1), Some(35_000)));
    assert_eq!(figures.transfer_count, Some(0), "the same person came back");
    // The same silence without a word about waiting is dead air.
    let silence = [sound(EventKind::Silence, Side::Unknown, 24, 59)];
    let (line, figures) = timeline(&said, &silence);
    assert_eq!(seconds(&line, EventKind::Hold), [(24, 60)]);
    assert_eq!(figures.longest_silence_ms, Some(0));
    let mut unannounced = said;
    unannounced[2].2 = "And how many computers are there?";
    let (line, figures) = timeline(&unannounced, &silence);
    assert!(seconds(&line, EventKind::Hold).is_empty());
    assert_eq!(figures.longest_silence_ms, Some(35_000));
}

#[test]
fn a_caller_who_talks_at_length_is_not_on_hold() {
    let said = [
        GREETING,
        (16, B, "Okay, let me see."),
        (18, C, "So yesterday the server went down and then nobody could print or log in at all."),
        (45, B, "I see."),
    ];
    let (line, figures) = timeline(&said, &[sound(EventKind::Silence, B, 17, 45)]);
    assert!(seconds(&line, EventKind::Hold).is_empty());
    assert_eq!(figures.hold_count, Some(0));
}

#[test]
fn the_same_person_who_comes_back_is_no_transfer() {
    let said = [
        GREETING,
        (16, C, "Do you have a slot today?"),
        (20, B, "Let me put you on a brief hold while I check."),
        (50, B, "Thank you for holding, we have a slot at two."),
        (56, C, "Great."),
        (58, B, "Let me check if Mike can come, please hold."),
        (90, B, "Sorry about the wait, he can."),
    ];
    let music = [sound(EventKind::Music, B, 24, 48), sound(EventKind::Music, B, 62, 88)];
    let (line, figures) = timeline(&said, &music);
    assert!(seconds(&line, EventKind::Transfer).is_empty());
    assert_eq!((figures.transfer_count, figures.hold_count), (Some(0), Some(2)));
}

#[test]
fn rings_after_music_has_answered_are_not_counted() {
    let sounds = [sound(EventKind::Ring, B, 0, 2), sound(EventKind::Music, B, 3, 7), sound(EventKind::Ring, B, 8, 9)];
    let (_, figures) = timeline(&[GREETING], &sounds);
    assert_eq!(figures.ring_count, Some(1));
}

#[test]
fn music_before_anybody_answers_is_no_hold() {
    let said = [
        (0, B, "Thank you for calling Kessel. All of our agents are busy. Please stay on the line."),
        (60, B, "Hello, this is Jo, how can I help?"),
    ];
    let (line, figures) = timeline(&said, &[sound(EventKind::Music, B, 6, 58)]);
    assert!(seconds(&line, EventKind::Hold).is_empty());
    assert_eq!(figures.first_live_word_ms, Some(60_000));
    assert_eq!(figures.hold_count, Some(0));
    let sounds = [sound(EventKind::Silence, Side::Unknown, 6, 59), sound(EventKind::Music, B, 6, 58)];
    let (_, figures) = timeline(&said, &sounds);
    assert_eq!(figures.longest_silence_ms, Some(1000), "music is no silence");
}

#[test]
fn somebody_else_who_takes_over_is_a_transfer() {
    let said = [
        GREETING,
        (16, C, "Hi, I need somebody who knows servers."),
        (20, B, "Sure, let me put you through to Mike."),
        (40, B, "Hello, this is Mike, how can I help you?"),
        (44, C, "Hi Mike, my server is down."),
        (50, B, "Okay, this is Mike again, sorry, the line dropped."),
    ];
    let (line, figures) = timeline(&said, &[sound(EventKind::Music, B, 24, 38)]);
    assert_eq!(seconds(&line, EventKind::Transfer), [(40, 40)]);
    assert_eq!(figures.transfer_count, Some(1));
}

#[test]
fn a_goodbye_is_the_end() {
    let said = [
        GREETING,
        (16, C, "I said bye to my last provider."),
        (18, B, "We will take care of that today."),
        (20, B, "See you at two."),
        (22, C, "Thanks, bye."),
        (24, B, "Bye bye."),
    ];
    let (line, _) = timeline(&said, &[]);
    assert_eq!(seconds(&line, EventKind::Goodbye), [(20, 24)]);
    let (line, _) = timeline(&said[..3], &[]);
    assert!(seconds(&line, EventKind::Goodbye).is_empty());
    let (line, _) = timeline(
        &[said[0], (16, C, "Bye, I have to go, no wait, there is one more thing that I forgot to ask you about.")],
        &[],
    );
    assert!(seconds(&line, EventKind::Goodbye).is_empty());
}

#[test]
fn talk_adds_up() {
    let said = [
        (0, B, "Hello, this is Jo, how can I help you today?"),
        (10, C, "one two three four five six seven eight nine ten"),
        (13, B, "mm hm"),
        (14, C, "one two three four five six seven eight nine ten"),
    ];
    let (_, figures) = timeline(&said, &[]);
    assert_eq!(figures.caller.talk_ms, Some(2 * 2980));
    assert_eq!(figures.business.talk_ms, Some(2980 + 580));
    assert_eq!(figures.caller.talk_percent, Some(62.6));
    assert_eq!(figures.caller.longest_monologue_ms, Some(6980), "a word or two does not interrupt");
    assert_eq!(figures.caller.words_per_minute, Some(201));
    assert_eq!((figures.overlap_count, figures.overlap_ms), (Some(0), Some(0)));
    let (_, figures) = timeline(&[said[0], (1, C, "Hi there, sorry")], &[]);
    assert_eq!((figures.overlap_count, figures.overlap_ms), (Some(1), Some(880)));
}
