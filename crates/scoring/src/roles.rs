//! Who must have said a turn whose side is unknown, told from its wording.
//!
//! The estimate serves judging only: it is never written as a side.

use std::{ops::Range, sync::LazyLock};

use crate::{
    cues,
    reading::Voice,
    text::{Patterns, Sentence},
};

/// What speaks for a change of voice after a question, and against one after a statement, in tenths of a point.
const AFTER_QUESTION: i32 = 16;
const AFTER_STATEMENT: i32 = -3;

static AGENT_SAYS: LazyLock<Patterns> = LazyLock::new(|| {
    Patterns::new(&[
        "thank you for (?:calling|ringing|phoning|holding|your call|waiting)",
        "thanks for (?:calling|ringing|phoning|holding|waiting|your call|the call)",
        "how (?:can|may) (?:i|we) (?:help|direct|assist)|what can i do (?:for )?you|[a-z]+ speaking",
        "bear with me|let me (?:see|pull|look|check|get|grab|have|take)",
        "our (?:technicians?|techs|engineers?|guys|team|lads|boys|policy|clients|members|customers|office|\
         website|plans?|schedule|next|first)",
        "we (?:only|do not|can not|service|cover|charge|offer|usually|normally|would|can|could|will) ",
        "i can (?:have|get|send|put|book|take|do|log|open)",
        "i will (?:have|get|send|put|book|take|log|open|note|pass|be there|see if|make)",
        "i have (?:got )?(?:an opening|a slot|you down|monday|tuesday|wednesday|thursday|friday)",
        "somebody will|someone will|one of (?:the|our)|he will be",
        "are you (?:a|an|on|currently|still|one|with)",
        "do you have (?:a|an|any) (?:account|contract|plan|agreement|backup|server)",
        "what is it (?:doing|saying)|is it (?:just|all|the|making|showing|doing)|okay and|got it|gotcha",
        "perfect|i understand|unfortunately|sorry about the wait|no problem|no worries",
        "good (?:morning|afternoon|evening) [a-z]+ [a-z]+",
    ])
});

static CALLER_SAYS: LazyLock<Patterns> = LazyLock::new(|| {
    Patterns::new(&[
        "i am (?:calling|ringing|phoning|looking|trying|hoping|with|from|over|at|not|in|the|just)",
        "i was (?:wondering|hoping|calling|told)|i need|i have (?:got )?a ",
        "we have (?:got )?(?:a|an|no|the|two|three|about)",
        "we are (?:a|an|in|over|on|out|at|with|having|looking|not|just)",
        "my (?:computer|laptop|wife|husband|boss|office|phone|name|number|email|house|car|dog|tooth|ac|\
         boiler|brother|cousin|nephew|neighbor|friend|internet|daughter|son|screen|server|pool|landlord)",
        "our (?:computers?|server|office|internet|email|emails|network|it|phones?|printers?|system|website|\
         guy|last|current|boiler|pool|heating|wifi|wi fi|registers?|till)",
        "can you (?:send|come|help|fix|get|take|do|look|guys)",
        "could (?:you|somebody|someone) (?:come|send|help|look)|do you (?:guys|do|all|know anybody|take)",
        "how much|how long (?:will|would|does)|what do i|so what|so you (?:can|will|are) not|i would pay",
        "i can pay|i will (?:call|try|take|leave|think|let you)|yes (?:sir|maam)|no (?:sir|maam)",
        "since (?:this|last|yesterday|about|monday|the|when|we|i|before)",
        "about (?:an hour|a week|two|three|twenty|ten|fifteen|five)",
        "there (?:is|are) (?:about |like |maybe )?(?:<number>) of us",
        "that (?:would be|is) (?:great|perfect|fine)|that works|okay thank|all right thank|appreciate it",
        "thank you (?:so much|very much)$",
        "it (?:will not|just|says|keeps|is (?:making|saying|showing|just|been|not))|nobody can|everybody",
        "i do not know|i think|i guess|not sure|never mind|i found|i saw|i got your",
    ])
});

/// What speaks for the first live voice being the one who picked up.
const FIRST_IS_AGENT: i32 = 30;

/// What speaks against a change of voice in the middle of a sentence.
const MID_SENTENCE: i32 = -40;

/// Everyday words that one side says more than the other, in tenths of a point; above 0 for agents.
const LEANINGS: &[(&str, i32)] = &[
    ("you", 7),
    ("your", 8),
    ("us", 8),
    ("or", 8),
    ("thanks", 8),
    ("please", 12),
    ("sorry", 8),
    ("many", 14),
    ("which", 8),
    ("how", 8),
    ("when", 8),
    ("what", 5),
    ("who", 7),
    ("number", 8),
    ("name", 8),
    ("hold", 12),
    ("sir", 10),
    ("maam", 8),
    ("they", 4),
    ("let", 8),
    ("would", 5),
    ("if", 6),
    ("take", 6),
    ("see", 5),
    ("wait", 8),
    ("service", 6),
    ("which", 5),
    ("keep", 6),
    ("them", 3),
    ("somebody", 3),
    ("lovely", 8),
    ("perfect", 6),
    ("gotcha", 10),
    ("understand", 8),
    ("calling", 3),
    ("we", 1),
    ("my", -10),
    ("i", -2),
    ("our", -5),
    ("hi", -8),
    ("hey", -6),
    ("pay", -12),
    ("think", -8),
    ("need", -8),
    ("but", -8),
    ("since", -8),
    ("says", -10),
    ("it", -3),
    ("was", -5),
    ("had", -4),
    ("she", -5),
    ("said", -5),
    ("yes", -7),
    ("no", -2),
    ("office", -5),
    ("ringing", -8),
    ("even", -8),
    ("bye", -3),
    ("fine", -4),
    ("every", -4),
    ("went", -6),
    ("gone", -5),
    ("dot", -14),
    ("five", -8),
    ("six", -8),
    ("seven", -8),
    ("nine", -8),
    ("eight", -6),
    ("four", -5),
    ("three", -5),
    ("husband", -10),
    ("wife", -10),
    ("brother", -10),
    ("nephew", -10),
    ("just", -2),
    ("got", -3),
    ("and", -2),
    ("much", -6),
    ("sure", -5),
    ("yep", -2),
    ("okay", 3),
    ("right", 3),
    ("there", 4),
    ("first", 4),
];

/// How the turn before ended.
enum After {
    Question,
    Statement,
    Unfinished,
}

impl After {
    fn of(sentence: &Sentence) -> Self {
        if sentence.has_question_mark {
            Self::Question
        } else if sentence.is_unfinished {
            Self::Unfinished
        } else {
            Self::Statement
        }
    }
}

/// The voice of each turn: as `known`, or estimated where that is `None`.
pub(crate) fn estimate(known: &[Option<Voice>], sentences: &[Sentence], of_turn: &[Range<usize>]) -> Vec<Voice> {
    if known.iter().all(Option::is_some) {
        return known.iter().copied().flatten().collect();
    }
    // The most likely sequence of two voices (Viterbi), in whole points so that it repeats to the bit.
    let mut best = [FIRST_IS_AGENT, -FIRST_IS_AGENT];
    let mut came_from: Vec<[usize; 2]> = Vec::with_capacity(known.len());
    let mut after = After::Statement;
    for (turn, voice) in known.iter().enumerate() {
        let said = of_turn.get(turn).and_then(|range| sentences.get(range.clone())).unwrap_or_default();
        let leaning = match voice {
            Some(Voice::Agent) => 10_000,
            Some(Voice::Caller) => -10_000,
            Some(Voice::Recorded) => 0,
            None => said.iter().map(leaning_of).sum::<i32>().clamp(-80, 80),
        };
        let change = match after {
            After::Question => AFTER_QUESTION,
            After::Statement => AFTER_STATEMENT,
            After::Unfinished => MID_SENTENCE,
        };
        let mut next = [0_i32; 2];
        let mut from = [0_usize; 2];
        for state in 0..2 {
            let (stay, switch) = (best[state] - change, best[1 - state] + change);
            from[state] = if switch > stay { 1 - state } else { state };
            next[state] = stay.max(switch) + if state == 0 { leaning } else { -leaning };
        }
        came_from.push(from);
        best = next;
        if *voice != Some(Voice::Recorded) {
            after = said.last().map_or(After::Statement, After::of);
        }
    }
    let mut state = usize::from(best[1] > best[0]);
    let mut voices = vec![Voice::Caller; known.len()];
    for (turn, from) in came_from.iter().enumerate().rev() {
        let estimated = if state == 0 { Voice::Agent } else { Voice::Caller };
        if let Some(voice) = voices.get_mut(turn) {
            *voice = known.get(turn).copied().flatten().unwrap_or(estimated);
        }
        state = from[state];
    }
    voices
}

/// Tenths of points for an agent (above 0) or a caller (below 0) having said this.
fn leaning_of(sentence: &Sentence) -> i32 {
    let words: i32 = sentence
        .text
        .split_ascii_whitespace()
        .filter_map(|word| LEANINGS.iter().find(|(known, _)| *known == word))
        .map(|(_, leaning)| leaning)
        .sum();
    let agent = i32::from(AGENT_SAYS.is_match(&sentence.text));
    let caller = i32::from(CALLER_SAYS.is_match(&sentence.text));
    words.clamp(-30, 30) + 10 * cues::leaning(sentence) + 20 * (agent - caller)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::sentences_of;

    #[test]
    fn a_mono_call_is_told_apart_by_its_wording() {
        let said = [
            ("Copper Lantern Electric, this is Mabel, how can I help?", Voice::Agent),
            ("Hi, my office lights keep tripping the breaker.", Voice::Caller),
            ("Okay, what's the best number for you?", Voice::Agent),
            ("It's 555 0142.", Voice::Caller),
            ("I can have a technician out to you tomorrow at nine.", Voice::Agent),
        ];
        let mut sentences = Vec::new();
        let mut of_turn = Vec::new();
        for (i, (text, _)) in said.iter().enumerate() {
            let first = sentences.len();
            sentences.extend(sentences_of(i, text));
            of_turn.push(first..sentences.len());
        }
        let voices = estimate(&vec![None; said.len()], &sentences, &of_turn);
        assert_eq!(voices, said.iter().map(|(_, voice)| *voice).collect::<Vec<_>>());
    }
}
