//! How the caller takes an offer: no criterion asks for it, and coaching wants to know.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

use ringcheck_call::{Call, Evidence, Timeline, TimelineFigures, Turn};

use crate::{
    assess::Conversation,
    heard::{Heard, Presence},
    reading::Voice,
    text::Patterns,
};

/// The caller puts the offer off, or looks elsewhere: politely, and often with "okay" or "thank you" in the same breath.
static PUTS_OFF: LazyLock<Patterns> = LazyLock::new(|| {
    Patterns::new(&[
        "(?:let me|i will|i would|we will|i have|i need|we have|we need|i got|i gotta|better|can i|could i|can we) ~3 \
         (?:talk to|talk with|talk it|speak to|speak with|check with|ask|run it by|run this by|run that by|discuss|consult) ~1 \
         (?:him|her|them|my|our|the (?:boss|owner|manager|doctor|partner|partners|board|wife|husband|landlord))",
        "(?:think|sleep|mull|chew|pray) (?:about it|about this|about that|on it|on that|it over|that over|this over)",
        "(?:have a|give it some|give it a|need a|have to) think",
        "(?:i|we) (?:will|would|can|could|might|may) ~2 (?:call|ring|phone) (?:you|ye|y all)(?: guys)? \
         (?:back|again|later|when|once|after|tomorrow|monday)",
        "(?:can|could|may) (?:i|we) (?:call|ring|phone) (?:you|y all) back",
        "(?:i|we) (?:will|would|can|might) ~2 (?:get back to you|come back to you|be in touch|let you know)|let me get back to you",
        "(?:call|ring|shop|phone|ask|check|look) around|(?:ring|phone) round",
        "(?:try|find|go with|look for|looking for|call|ring) (?:somebody|someone|somewhere|another|a different) ~1 \
         (?:else|company|firm|outfit|place|shop|who|that|plumber|one)",
        "(?:i|we) (?:will|would|think i will|think we will|had better|would rather) ~1 (?:leave it|pass|hold off|skip it)",
        "not (?:ready|prepared|in a position|able|going) to (?:commit|sign|decide|book|say yes|give you|pay|do that)",
        "(?:do not|would not) want to (?:commit|sign|decide|book|say yes|rush into)",
        "(?:i am|we are) not (?:giving|paying|signing|booking)",
        "out of (?:our|my) (?:budget|range|reach)",
    ])
});

/// The caller refuses whatever was just said to them: the offer, or only something else to go with it.
static REFUSES: LazyLock<Patterns> = LazyLock::new(|| {
    Patterns::new(&[
        "no (?:thanks|thank you|not (?:today|now|this week|right now|yet))",
        "(?:i|we) (?:will|would|think i will|think we will|had better|would rather) ~1 wait",
    ])
});

/// The agent asks something else than whether the caller takes the offer.
static ASKS_OTHER: LazyLock<Patterns> = LazyLock::new(|| {
    Patterns::new(&[
        "(?:anything|something|nothing|what) else|any (?:other|more|further) (?:question|questions|thing|things)",
        // "Is that all right?" asks whether the offer is.
        "(?:is|was|will|would) (?:that|this|it) (?:be )?(?:all|everything|it)(?: for (?:you|me|us|now|today))?(?: now| today)?$",
        "on hold|hold (?:on|the line|for)|hold ~1 (?:a|one|just) (?:second|sec|moment|minute|tick)",
        "(?:can|could|will|would|do|are) you ~3 (?:wait|hang on|bear with)|(?:give|wait) ~3 (?:second|sec|moment|minute)",
        "^(?:just )?(?:one|a) (?:second|sec|moment|minute)(?: please)?$",
    ])
});

/// The caller takes it up, in words that the language model often leaves in doubt.
static TAKES: LazyLock<Patterns> = LazyLock::new(|| {
    Patterns::new(&[
        "(?:put|pencil|book|slot|sign|mark) (?:me|us|it) (?:down|in)|(?:go on|go ahead|hold it|book it|let us do (?:it|that)) ~1 (?:so|then|please)?",
        "(?:that|it|this|which|nine|ten|eleven|twelve|one|two|three|four|five) (?:will|would) (?:do|work|be (?:fine|great|good|perfect|lovely))",
        "(?:that|it) (?:works|suits)|(?:sounds|sound) (?:good|great|fine|perfect|lovely)|make it ~2 (?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|noon)",
    ])
});

/// The agent takes it for settled.
static SETTLED: LazyLock<Patterns> = LazyLock::new(|| {
    Patterns::new(&[
        "(?:put|got|have|booked|pencilled|penciled|have got) you (?:down|in|booked|set|all set)|you are (?:all set|booked|in the (?:book|diary|calendar)|on the (?:schedule|calendar|board|list)|down for|in for)",
        "(?:see|meet) you (?:then|there|at|on|tomorrow|this|half|monday|tuesday|wednesday|thursday|friday|saturday)",
        "(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|noon) it is",
    ])
});

/// How the caller takes an offer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CallerAnswer {
    /// The caller agrees, in these words; they are the agent's where the agent takes it for settled and the caller, who says
    /// neither yes nor no, does not contradict.
    Agreed(Evidence),
    /// The caller declines it, looks elsewhere or puts it off, in these words.
    Declined(Evidence),
    /// Neither is heard.
    Unclear,
}

/// How the caller takes an offer that an agent made in these turns: as it stands at the end of the call, by what the caller
/// says after the first of them, as the language model hears it and by wordings of putting off. Where neither tells, it is
/// taken by a wording that takes it up, by an agreement that the model is in doubt about, or where the agent takes it for
/// settled and is not contradicted.
///
/// The last that is heard counts: people change their minds. But who has declined agrees again only to another offer, as an
/// "okay" to the goodbye is no yes.
#[must_use]
pub fn caller_answer(turns: &[Turn], offer_turns: &[usize]) -> CallerAnswer {
    let Some(first) = offer_turns.iter().min() else { return CallerAnswer::Unclear };
    let (timeline, figures, call) = (Timeline::default(), TimelineFigures::default(), Call::default());
    let heard = Heard::new(&Conversation {
        turns,
        timeline: &timeline,
        figures: &figures,
        is_cut_off: false,
        call: &call,
        doubtful_turns: &[],
        sides_confidence: None,
    });
    let there = |cue: &str, voice: Voice| -> BTreeMap<usize, u16> {
        let found = heard.turns_with(cue, voice).filter(|(_, presence, _)| *presence == Presence::There);
        found.map(|(turn, _, p)| (turn, p)).collect()
    };
    let (yes_turns, no_turns) = (there("agrees", Voice::Caller), there("declines", Voice::Caller));
    let mut offers: BTreeSet<usize> = there("offers_commitment", Voice::Agent).into_keys().collect();
    offers.extend(offer_turns);
    let mut answer = CallerAnswer::Unclear;
    for turn in heard.reading.turns_of(Voice::Caller).filter(|turn| turn > first) {
        let (yes, no) = (yes_turns.get(&turn), no_turns.get(&turn));
        let before = heard.reading.turns_of(Voice::Agent).rfind(|before| *before < turn);
        // "No, thank you" answers the last question.
        let is_of_other = before.is_some_and(|before| asks_other(&heard, before));
        let is_of_offer = !is_of_other && before.is_some_and(|before| offers.contains(&before));
        let put_off = heard.reading.sentences_of(turn).find_map(|number| {
            let sentence = heard.reading.sentences.get(number)?;
            let puts_off = PUTS_OFF.is_match(&sentence.text) || is_of_offer && REFUSES.is_match(&sentence.text);
            puts_off.then(|| heard.reading.quote_source(turn, sentence.source()))?
        });
        let is_no = !is_of_other && no.is_some_and(|no| yes < Some(no));
        if let Some(quote) = put_off.or_else(|| is_no.then(|| heard.quote(turn, "declines"))?) {
            answer = CallerAnswer::Declined(quote);
        } else if yes.is_some() {
            let is_to_another = match &answer {
                CallerAnswer::Declined(quote) => offers.range(quote.turn..turn).next().is_some(),
                CallerAnswer::Agreed(_) | CallerAnswer::Unclear => true,
            };
            if let Some(quote) = heard.quote(turn, "agrees").filter(|_| is_to_another) {
                answer = CallerAnswer::Agreed(quote);
            }
        }
    }
    if answer == CallerAnswer::Unclear { settled(&heard, *first) } else { answer }
}

/// Whether a turn of an agent's asks something else than whether the caller takes the offer.
fn asks_other(heard: &Heard<'_>, turn: usize) -> bool {
    let mut sentences = heard.reading.sentences_of(turn).filter_map(|number| heard.reading.sentences.get(number));
    sentences.any(|sentence| ASKS_OTHER.is_match(&sentence.text))
}

/// What says that an offer stands where no clear yes or no is heard: words of the caller that take it up, else of the agent
/// who takes it for settled and is not contradicted.
fn settled(heard: &Heard<'_>, first: usize) -> CallerAnswer {
    let said = |voice: Voice, patterns: &Patterns| {
        let turns = heard.reading.turns_of(voice).filter(|turn| *turn > first);
        turns.flat_map(|turn| heard.reading.sentences_of(turn)).find_map(|number| {
            let sentence = heard.reading.sentences.get(number)?;
            patterns.is_match(&sentence.text).then(|| heard.reading.quote_source(sentence.turn, sentence.source()))?
        })
    };
    let doubtful = || heard.turns_with("agrees", Voice::Caller).find(|(turn, ..)| *turn > first);
    said(Voice::Caller, &TAKES)
        .or_else(|| doubtful().and_then(|(turn, ..)| heard.quote(turn, "agrees")))
        .or_else(|| said(Voice::Agent, &SETTLED))
        .map_or(CallerAnswer::Unclear, CallerAnswer::Agreed)
}

#[cfg(test)]
mod tests {
    use ringcheck_call::{Side, Speaker};

    use super::*;

    fn turns(said: &[(&str, &str)]) -> Vec<Turn> {
        let turn = |(who, text): &(&str, &str)| {
            let is_agent = *who == "a";
            let mut turn = Turn::from_text(if is_agent { Side::Business } else { Side::Caller }, *text, None, None);
            turn.speaker = if is_agent { Speaker::Agent } else { Speaker::Caller };
            turn
        };
        said.iter().map(turn).collect()
    }

    #[test]
    fn a_caller_agrees_declines_or_leaves_it_open() {
        let offer = ("a", "I can have a technician at your office tomorrow at nine. Shall I book that?");
        let open = [("a", "Fulton Computer Care, this is Dana."), ("c", "Hi, our server is down."), offer];
        let answer = |said: &[(&str, &str)]| caller_answer(&turns(&[&open, said].concat()), &[2]);
        let agreed = answer(&[("c", "Yes, please, nine is perfect."), ("a", "Great.")]);
        assert!(matches!(&agreed, CallerAnswer::Agreed(quote) if quote.turn == 3), "{agreed:?}");
        let declined = answer(&[("c", "No thanks, we'll look for somebody else."), ("a", "All right.")]);
        assert!(matches!(&declined, CallerAnswer::Declined(quote) if quote.turn == 3), "{declined:?}");
        let put_off = answer(&[
            ("c", "Nine would be okay, I guess."),
            ("a", "Lovely. What's a number for you?"),
            ("c", "Five one two, five five five, oh one three four."),
            ("a", "Thank you. Anything else I can do?"),
            ("c", "Let me talk to my partner first, she's careful with these things."),
            ("a", "All right, thanks for calling."),
            ("c", "Okay, thanks, bye."),
        ]);
        assert!(matches!(&put_off, CallerAnswer::Declined(quote) if quote.turn == 7), "{put_off:?}");
        let regained = answer(&[
            ("c", "No, tomorrow is too late for us, we will call around."),
            ("a", "I can have somebody there at three this afternoon instead, shall I book that?"),
            ("c", "Yes please, that works."),
        ]);
        assert!(matches!(&regained, CallerAnswer::Agreed(quote) if quote.turn == 5), "{regained:?}");
        let refused = answer(&[("c", "No, thank you."), ("a", "All right.")]);
        assert!(matches!(&refused, CallerAnswer::Declined(quote) if quote.turn == 3), "{refused:?}");
        assert_eq!(answer(&[]), CallerAnswer::Unclear);
        assert_eq!(caller_answer(&turns(&open), &[]), CallerAnswer::Unclear);
    }

    #[test]
    fn who_wants_nothing_else_or_waits_on_hold_declines_no_offer() {
        let open = [
            ("a", "Fulton Computer Care, this is Dana."),
            ("c", "Hi, our server is down."),
            ("a", "I can have a technician at your office tomorrow at nine. Shall I book that?"),
            ("c", "Yes please, nine works."),
        ];
        for end in [
            [("a", "Great. Anything else?"), ("c", "No, thank you.")],
            [("a", "You're all set for tomorrow at nine. Is there anything else I can do?"), ("c", "No thanks.")],
            [("a", "Lovely. Can I put you on hold for a second?"), ("c", "Sure, I'll wait.")],
            [("a", "Lovely, nine it is. Will that be all?"), ("c", "Yes. No, not now.")],
        ] {
            let answer = caller_answer(&turns(&[&open[..], &end[..]].concat()), &[2]);
            assert!(matches!(&answer, CallerAnswer::Agreed(_)), "{end:?}: {answer:?}");
        }
        // Who is asked whether the offer is all right refuses the offer.
        for offer in [
            "I can have a technician at your office tomorrow at nine, is that all right?",
            "He can be there tomorrow at nine, it only takes a minute. Shall I book that?",
        ] {
            let said = turns(&[open[0], open[1], ("a", offer), ("c", "No, thank you.")]);
            let answer = caller_answer(&said, &[2]);
            assert!(matches!(&answer, CallerAnswer::Declined(_)), "{offer}: {answer:?}");
        }
    }
}
