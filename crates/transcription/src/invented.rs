//! Words that Whisper makes up where nobody speaks.
//!
//! Whisper was trained on subtitled films, so in music, breath and noise it hears what stands under a picture there:
//! "Thank you.", "you", "Thanks for watching!". Real people say some of that too. What tells them apart is the sound
//! at that place, so words are dropped only where sound and probability speak against them together.

use ringcheck_call::{Probability, Segment, Word};

/// Raised whenever other words may be dropped.
pub const INVENTED_VERSION: &str = "1";

/// What the sound of a stretch of one channel says about whether somebody speaks there. Stretches may overlap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HeardSound {
    /// The recording's channel, counted from 0.
    pub channel: u16,
    /// When it starts.
    pub start_ms: u64,
    /// When it ends.
    pub end_ms: u64,
    /// How likely it is speech rather than music or tones.
    pub speech: Probability,
    /// The share of it that has a pitch: none in noise, breath and rustle.
    pub pitched: Probability,
}

/// What is left of the text of a recording.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Uninvented {
    /// The segments that are left, each with the words that are left.
    pub segments: Vec<Segment>,
    /// How many words were dropped.
    pub n_dropped: usize,
}

/// Silence inside a segment after which what follows is judged by itself.
const PAUSE_MS: u64 = 700;

/// Drops the words that were made up, judged by `sounds` and by their own probability.
///
/// Where no sound is known, nothing is dropped.
#[must_use]
pub fn drop_invented(segments: Vec<Segment>, sounds: &[HeardSound]) -> Uninvented {
    let sounds = Sounds::new(sounds);
    let mut left = Uninvented::default();
    for mut segment in segments {
        let kept: Vec<Word> = segment
            .words
            .chunk_by(|a, b| b.start_ms.saturating_sub(a.end_ms) < PAUSE_MS)
            .filter(|said| !is_invented(said, &sounds.under(segment.channel, said)))
            .flatten()
            .cloned()
            .collect();
        let n_dropped = segment.words.len() - kept.len();
        if n_dropped > 0 {
            left.n_dropped += n_dropped;
            if kept.is_empty() {
                continue;
            }
            segment.set_words(kept);
        }
        left.segments.push(segment);
    }
    left
}

/// Sounds in order, so that those at a time are found without looking at all of them.
struct Sounds {
    /// Ordered by channel, then start.
    ordered: Vec<HeardSound>,
    longest_ms: u64,
}

/// The sound under some words: the best that is known of any part of it.
#[derive(Clone, Copy, Debug)]
struct Sound {
    speech: f64,
    pitched: f64,
}

impl Sounds {
    fn new(sounds: &[HeardSound]) -> Self {
        let mut ordered = sounds.to_vec();
        ordered.sort_by_key(|s| (s.channel, s.start_ms));
        let longest_ms = sounds.iter().map(|s| s.end_ms.saturating_sub(s.start_ms)).max().unwrap_or(0);
        Self { ordered, longest_ms }
    }

    fn under(&self, channel: u16, said: &[Word]) -> Sound {
        let (from, to) = (said.first().map_or(0, |w| w.start_ms), said.last().map_or(0, |w| w.end_ms));
        let end = self.ordered.partition_point(|s| (s.channel, s.start_ms) <= (channel, to));
        let under = || {
            let before = self.ordered[..end].iter().rev();
            before
                .take_while(|s| s.channel == channel && s.start_ms + self.longest_ms >= from)
                .filter(|s| s.end_ms >= from)
        };
        let best = |of: fn(&HeardSound) -> Probability| under().map(of).max().map_or(1.0, Probability::as_f64);
        Sound { speech: best(|s| s.speech), pitched: best(|s| s.pitched) }
    }
}

/// Whether what was `said` without a pause was made up.
fn is_invented(said: &[Word], sound: &Sound) -> bool {
    #[expect(clippy::cast_precision_loss, reason = "a segment has a few hundred words at most")]
    let probability = said.iter().map(|w| w.probability.as_f64()).sum::<f64>() / said.len().max(1) as f64;
    let is_no_voice = sound.speech < SURELY_MUSIC || sound.pitched < SURELY_NOISE;
    let is_doubtful = sound.speech < MAYBE_MUSIC || sound.pitched < MAYBE_NOISE;
    let words = spoken(said);
    if said.len() <= MAX_CREDIT_WORDS && is_credit(&words) {
        let is_voice = sound.speech >= SURELY_VOICE && sound.pitched >= SURELY_PITCHED;
        return is_doubtful || (probability < CREDIT && !is_voice);
    }
    if is_filler(&words) {
        return (is_no_voice && probability < FILLER_WITHOUT_VOICE) || (is_doubtful && probability < FILLER);
    }
    (is_no_voice && probability < ANY_WITHOUT_VOICE) || (is_doubtful && probability < ANY)
}

/// Below this likelihood it is no speech; one in 500 windows of speech, most of them under loud music.
const SURELY_MUSIC: f64 = 0.15;

/// Below this likelihood it may well be music.
const MAYBE_MUSIC: f64 = 0.5;

/// Below this share of pitch it is noise; speech is at 0.05 and more even in noise of a tenth of its energy.
const SURELY_NOISE: f64 = 0.03;

/// Below this share of pitch it may well be noise.
const MAYBE_NOISE: f64 = 0.06;

/// From this likelihood it is speech.
const SURELY_VOICE: f64 = 0.9;

/// From this share of pitch it is a voice; speech has 0.2 to 0.7.
const SURELY_PITCHED: f64 = 0.15;

/// The mean probability below which credits of a film are made up, but on a sure voice.
const CREDIT: f64 = 0.6;

/// Credits of a film are no longer than this: "I'd like to subscribe to the plan, my number is …" is longer.
const MAX_CREDIT_WORDS: usize = 10;

/// The mean probability below which a filler is made up where there is no voice.
const FILLER_WITHOUT_VOICE: f64 = 0.8;

/// The mean probability below which a filler is made up where a voice is doubtful.
const FILLER: f64 = 0.6;

/// The mean probability below which any words are made up where there is no voice.
const ANY_WITHOUT_VOICE: f64 = 0.6;

/// The mean probability below which any words are made up where a voice is doubtful.
const ANY: f64 = 0.4;

/// The words in lower case without punctuation, parted by single blanks.
fn spoken(said: &[Word]) -> String {
    let plain = |word: &Word| word.text.to_lowercase().replace(|c: char| !c.is_alphanumeric() && c != '\'', "");
    said.iter().map(plain).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Whether the words are what ends a film rather than a call.
fn is_credit(words: &str) -> bool {
    const CREDITS: &[&str] = &[
        "for watching",
        "subtitles by",
        "subtitled by",
        "captioned by",
        "captions by",
        "transcribed by",
        "transcription by",
        "translated by",
        "amaraorg",
        "please subscribe",
        "and subscribe",
        "subscribe to",
        "in the next video",
        "see you next time",
    ];
    words.is_empty() || CREDITS.iter().any(|credit| words.contains(credit))
}

/// Whether the words are among those that Whisper writes for any sound, each as often as it likes.
fn is_filler(words: &str) -> bool {
    const FILLERS: &[&str] = &[
        "thank you very much",
        "thank you so much",
        "thank you",
        "thanks",
        "you",
        "bye bye",
        "byebye",
        "bye",
        "okay",
        "ok",
        "oh",
        "ah",
        "hmm",
        "mm",
        "uh",
        "um",
        "so",
        "yeah",
        "yes",
        "no",
        "music",
        "the",
        "a",
        "i",
        "and",
        "i'm sorry",
        "i'm",
        "all right",
        "alright",
    ];
    let mut rest = words;
    while !rest.is_empty() {
        let starts_with =
            |filler: &&str| rest.strip_prefix(*filler).is_some_and(|after| after.is_empty() || after.starts_with(' '));
        let Some(filler) = FILLERS.iter().copied().find(|filler| starts_with(filler)) else { return false };
        rest = rest[filler.len()..].trim_start();
    }
    true
}

#[cfg(test)]
mod tests {
    use ringcheck_call::Side;

    use super::*;

    fn words(text: &str, from_ms: u64, probability: f64) -> Vec<Word> {
        let probability = Probability::new(probability);
        let word = |(i, text): (u64, &str)| Word {
            start_ms: from_ms + i * 300,
            end_ms: from_ms + i * 300 + 250,
            text: text.to_owned(),
            probability,
        };
        (0..).zip(text.split(' ')).map(word).collect()
    }

    fn segment(words: Vec<Word>) -> Segment {
        let mut segment = Segment {
            channel: 1,
            side: Side::Unknown,
            start_ms: None,
            end_ms: None,
            text: String::new(),
            words: vec![],
            confidence: None,
            marks: vec![],
        };
        segment.set_words(words);
        segment
    }

    fn sound(start_ms: u64, end_ms: u64, speech: f64, pitched: f64) -> HeardSound {
        HeardSound {
            channel: 1,
            start_ms,
            end_ms,
            speech: Probability::new(speech),
            pitched: Probability::new(pitched),
        }
    }

    const VOICE: (f64, f64) = (0.98, 0.6);
    const DOUBTFUL: (f64, f64) = (0.3, 0.6);
    const MUSIC: (f64, f64) = (0.05, 0.9);
    const BREATH: (f64, f64) = (0.99, 0.0);

    #[track_caller]
    fn check(text: &str, probability: f64, (speech, pitched): (f64, f64), is_kept: bool) {
        let left = drop_invented(vec![segment(words(text, 0, probability))], &[sound(0, 5000, speech, pitched)]);
        assert_eq!(left.segments.len(), usize::from(is_kept), "{text} at {probability} on {speech}, {pitched}");
        assert_eq!(left.n_dropped, if is_kept { 0 } else { text.split(' ').count() });
    }

    #[test]
    fn a_word_of_thanks_that_somebody_says_is_kept() {
        for said in ["Thank you.", "Bye.", "You.", "Okay, bye bye.", "Yes."] {
            check(said, 0.9, VOICE, true);
            check(said, 0.3, VOICE, true);
            check(said, 0.8, DOUBTFUL, true);
        }
        check("You're welcome to bring it in on Tuesday.", 0.5, DOUBTFUL, true);
    }

    #[test]
    fn what_whisper_makes_of_music_and_breath_is_dropped() {
        for made_up in ["Thank you.", "you", "Thank you. Thank you.", "Bye-bye."] {
            check(made_up, 0.45, DOUBTFUL, false);
            check(made_up, 0.7, MUSIC, false);
            check(made_up, 0.7, BREATH, false);
        }
        check("I'm going to go get the car.", 0.5, BREATH, false);
        check("I'm going to go get the car.", 0.9, BREATH, true);
    }

    #[test]
    fn credits_of_a_film_need_a_sure_voice() {
        check("Thanks for watching!", 0.5, VOICE, true);
        check("Thanks for watching!", 0.5, (0.8, 0.6), false);
        let lead = "I'd like to subscribe to the plan and my number is four one two nine";
        check(lead, 0.5, (0.8, 0.6), true);
        check("Thanks for watching!", 0.9, MUSIC, false);
        check("Thanks for watching the desk, Bob.", 0.8, VOICE, true);
        check("Subtitles by the Amara.org community", 0.9, DOUBTFUL, false);
    }

    #[test]
    fn real_words_of_a_segment_stay_when_its_made_up_ones_go() {
        let mut both = words("Thank you.", 0, 0.4);
        both.extend(words("Hello, Lone Pecan.", 20_000, 0.9));
        let sounds = [sound(0, 4000, 0.05, 0.9), sound(19_500, 22_000, 0.99, 0.6)];
        let left = drop_invented(vec![segment(both)], &sounds);
        assert_eq!(left.n_dropped, 2);
        assert_eq!(left.segments[0].text, "Hello, Lone Pecan.");
        assert_eq!(left.segments[0].start_ms, Some(20_000));
        assert_eq!(left.segments[0].confidence, Some(Probability::new(0.9)));
    }

    #[test]
    fn where_no_sound_is_known_nothing_is_dropped() {
        let said = segment(words("Thank you.", 0, 0.1));
        let elsewhere = HeardSound { channel: 0, ..sound(0, 5000, 0.0, 0.0) };
        assert_eq!(drop_invented(vec![said.clone()], &[elsewhere]).segments, [said]);
    }
}
