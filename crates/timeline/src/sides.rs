//! Which channel of a two-channel recording is the business.

use std::sync::LazyLock;

use regex::RegexSet;
use ringcheck_call::{Probability, Side, SidesOrigin, Transcript};

use crate::wording::{Sign, compile_set, cues_in, expand, normalize};

/// Points from which on the sides are told apart at all: odds of about 2 to 1.
const ENOUGH: i32 = 8;

/// The same where only one channel speaks, so that nothing can be compared.
const ENOUGH_ALONE: i32 = 20;

/// Segments of a channel in which it opens the call.
const OPENING_SEGMENTS: usize = 3;

/// Words of a first segment up to which it may be a bare greeting.
const SHORT_GREETING: usize = 14;

/// Wording of somebody who answers or serves, with its points in tenths of a natural logarithm of the odds.
const SERVES: &[(i32, &str)] = &[
    (30, r"how (?:can|may|could|might) (?:i|we) (?:help|assist|direct)|what can (?:i|we) do (?:you )?for"),
    (25, r"thank you for (?:calling|ringing|holding|waiting|your patience|hanging)"),
    (
        20,
        r"sorry about the wait|you are through to|our (?:clients|customers|technicians|engineers|team|guys|schedule|service)|we only (?:support|work|help|do)",
    ),
    (
        15,
        r"(?:can|could|may) i (?:get|have|take|grab|ask|start with) (?:your|the|a|who)|what is (?:your|the|a good|the best|a|the account)(?: \w+){0,3} (?:name|number|address|phone|email|zip|postcode|code|account)|best (?:number|way) to (?:reach|call|get)|who (?:am i|have i|is calling|is this)",
    ),
    (
        15,
        r"are you (?:a|an|one of our|already|currently|under|on)(?: \w+){0,3} (?:client|customer|member|contract|plan|agreement)|(?:do|have) you (?:have|got) (?:a|an) (?:contract|account|agreement|plan|ticket|service)|account (?:number|under)|client (?:code|number)",
    ),
    (
        12,
        r"(?:somebody|someone|technician|tech|engineer|one of the \w+|i can|we can|i will|we will)(?: \w+){0,3} (?:out|call you|ring you|give you a call|book|schedule|send|get back|transfer|put you)|does (?:\w+ ){1,4}work|how many (?:\w+ )?(?:users|computers|people|machines|pcs|staff|workstations|of you|employees)",
    ),
    (
        10,
        r"we do not (?:do|service|support|cover|take|work)|we charge|our (?:rate|rates|fee|office|hours)|i can (?:get|put|book|send|schedule|transfer)|let me (?:see|check|get|grab|pull|look|transfer|put|find)|anything else i can",
    ),
    (
        8,
        r"how did you (?:hear|find)|bear with me|one moment please|hold (?:on|please)|are you (?:the owner|still there)|go ahead|when did (?:it|that|this)|since when|is (?:it|that) (?:every|all|just|only)",
    ),
];

/// Wording of somebody who calls because of something.
const WANTS: &[(i32, &str)] = &[
    (
        25,
        r"i am (?:calling|ringing|phoning)(?: \w+){0,2} (?:about|because|from|to|for|in|regarding|on)|i was (?:calling|ringing|wondering|hoping|looking|told)|calling (?:about|because|to see)",
    ),
    (
        20,
        r"do you (?:guys|all|do|service|fix|offer|take|cover|have anybody|have anyone|have someone)|(?:can|could) (?:you|somebody|someone|anybody) (?:send|come|help|look|tell|fix|get)|i (?:need|want) (?:somebody|someone|to (?:speak|talk|get|see|find|book|order)|a|an|help|some)|(?:we|i) (?:am|are) looking for|we need",
    ),
    (
        15,
        r"(?:my|our) (?:computer|computers|laptop|server|printer|internet|wifi|wi fi|email|emails|network|phones?|system|boss|husband|wife|office|shop|store|ac|boiler|furnace|pool|alarm|car|house|roof|screen|machine|till|register|nephew|website)",
    ),
    (
        15,
        r"i (?:got|found|saw) (?:your|you)(?: \w+){0,2} (?:number|name|online|ad|website|guys)|is this (?:the|a)|have i got|am i (?:speaking|talking) (?:to|with)|you (?:guys|people|lot)",
    ),
    (
        12,
        r"(?:will not|would not|cannot|does not|do not|stopped|keeps|quit|went|is down|are down|gone|broke|broken|not working|crashed|dead|locked|stuck|error)",
    ),
    (
        10,
        r"(?:i am|my name is|this is|it is|name is) (?:\w+ ){1,4}(?:from|with|at|over at|over in|out)|call me back|i will pay|how much|do i (?:need|have)|what do i do",
    ),
    (
        8,
        r"^(?:oh |um |uh |yeah |yes |ah |er )*(?:hi|hello|hey|hiya|morning)(?: there)?(?: \w+)? (?:um|uh|yeah|yes|i|my|we|so|it is|this is)",
    ),
];

static SERVES_SET: LazyLock<RegexSet> = LazyLock::new(|| set_of(SERVES));
static WANTS_SET: LazyLock<RegexSet> = LazyLock::new(|| set_of(WANTS));

fn set_of(table: &[(i32, &str)]) -> RegexSet {
    compile_set(&table.iter().map(|(_, pattern)| expand(pattern)).collect::<Vec<_>>())
}

/// Guesses which of channels 0 and 1 is the business, from who answers, who serves and who wants something.
///
/// `agent_channel` is `None` where the words do not tell; the reason is a sentence for a person and quotes no words.
#[must_use]
pub fn business_channel(transcript: &Transcript) -> SidesOrigin {
    let channels = [Channel::read(transcript, 0), Channel::read(transcript, 1)];
    let n_spoken = channels.iter().filter(|c| c.n_segments > 0).count();
    if n_spoken == 0 {
        return undecided(Probability::ZERO, "nobody speaks on either channel");
    }
    let mut clues: Vec<(i32, &str)> = vec![
        (channels[0].recorded - channels[1].recorded, "a recorded voice is heard on it"),
        (channels[0].answers - channels[1].answers, "it answers the call"),
        (channels[0].serves - channels[1].serves, "it offers help and asks for details"),
        (channels[1].wants - channels[0].wants, "the other channel says what it needs"),
    ];
    clues.push((first_speaker(&channels), "it speaks first"));
    let total: i32 = clues.iter().map(|(points, _)| points).sum();
    let confidence = Probability::new((1.0 / (1.0 + (-f64::from(total.abs().min(60)) / 10.0).exp())).min(0.99));
    if total.abs() < if n_spoken == 1 { ENOUGH_ALONE } else { ENOUGH } {
        return undecided(confidence, "the words do not tell the business from the caller");
    }
    let sign = total.signum();
    let reason = clues.iter().map(|(points, why)| (points * sign, *why)).max_by_key(|(points, _)| *points);
    let channel = u16::from(sign < 0);
    SidesOrigin {
        agent_channel: Some(channel),
        method: "auto".to_owned(),
        confidence,
        reason: format!("channel {channel} is the business: {}", reason.map_or("", |(_, why)| why)),
    }
}

/// The transcript with each segment's side set: `agent_channel` is the business, any other channel the caller.
#[must_use]
pub fn assign_sides(mut transcript: Transcript, agent_channel: u16) -> Transcript {
    for segment in &mut transcript.segments {
        segment.side = if segment.channel == agent_channel { Side::Business } else { Side::Caller };
    }
    transcript
}

fn undecided(confidence: Probability, reason: &str) -> SidesOrigin {
    SidesOrigin { agent_channel: None, method: "auto".to_owned(), confidence, reason: reason.to_owned() }
}

/// What one channel's words show.
#[derive(Default)]
struct Channel {
    n_segments: usize,
    /// Where it first speaks, by start and then by order.
    first: Option<(Option<u64>, usize)>,
    recorded: i32,
    answers: i32,
    serves: i32,
    wants: i32,
}

impl Channel {
    fn read(transcript: &Transcript, channel: u16) -> Self {
        let mut found = Self::default();
        let (mut serves, mut wants) = ([0; SERVES.len()], [0; WANTS.len()]);
        let spoken = transcript.segments.iter().enumerate().filter(|(_, s)| s.channel == channel);
        for (idx, segment) in spoken {
            let words = normalize(&segment.text);
            if words.is_empty() {
                continue;
            }
            found.first.get_or_insert((segment.start_ms, idx));
            found.n_segments += 1;
            if found.n_segments <= OPENING_SEGMENTS {
                found.read_opening(&words);
            }
            if found.n_segments == 1 && words.split(' ').count() <= SHORT_GREETING && !WANTS_SET.is_match(&words) {
                found.answers += 10;
            }
            count(&mut serves, &SERVES_SET, &words);
            count(&mut wants, &WANTS_SET, &words);
        }
        found.recorded = found.recorded.min(50);
        found.answers = found.answers.min(35);
        found.serves = sum_of(SERVES, &serves);
        found.wants = sum_of(WANTS, &wants);
        found
    }

    /// A company greeting or a recording opens a call; so does "Hi, this is Ann from", which a caller says.
    fn read_opening(&mut self, words: &str) {
        for cue in cues_in(words) {
            match cue.sign {
                Sign::Menu | Sign::Queue | Sign::Voicemail | Sign::Bot | Sign::Notice if cue.points >= 25 => {
                    self.recorded += cue.points / 2;
                }
                Sign::Human if cue.points >= 20 => self.answers += 5,
                _ => {}
            }
        }
        if words.split(' ').any(|w| w == "speaking") || words.ends_with(" here") {
            self.answers += 20;
        }
    }
}

fn count(counts: &mut [i32], set: &RegexSet, words: &str) {
    for idx in set.matches(words) {
        if let Some(count) = counts.get_mut(idx) {
            *count += 1;
        }
    }
}

/// The points of the wording that was counted; a long call repeats itself, so each counts twice at the most.
fn sum_of(table: &[(i32, &str)], counts: &[i32]) -> i32 {
    table.iter().zip(counts).map(|((points, _), count)| points * (*count).min(2)).sum()
}

/// Points for channel 0 because it speaks first: whoever picks up does.
fn first_speaker(channels: &[Channel; 2]) -> i32 {
    match (channels[0].first, channels[1].first) {
        (Some(a), Some(b)) if a < b => 28,
        (Some(_), Some(_)) => -28,
        (Some(_), None) => 5,
        (None, _) => -5,
    }
}
