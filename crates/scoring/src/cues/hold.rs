//! Asking a caller to hold, and telling them to.

use std::sync::LazyLock;

use super::{Cue, CueKind, Finder};
use crate::{
    reading::Voice,
    text::{Patterns, ends_negated},
};

/// Sentences back in which the caller was told of the hold that "is that okay?" asks about: its own, and the caller's yes.
const TOLD_WITHIN: usize = 3;

/// Questions whose wording alone makes them one.
static ASKS: LazyLock<Patterns> = LazyLock::new(|| {
    Patterns::new(&[
        // "Can you hold?", "could you possibly bear with me a second", "would you be able to hold".
        "(?:can|could|would|will) (?:you|i get you|i ask you) (?:<softly> )*(?:<wait>)",
        "(?:can|could|would|will|are) you (?:<softly> )*(?:be )?(?:still )?(?:able|willing|prepared|free|\
         in a position|available|<fine>) (?:<softly> )*to (?:<softly> )*(?:<wait>)",
        "(?:are|would|will) you (?:<softly> )*(?:be )?(?:<fine>) (?:<softly> )*(?:with )?(?:<waiting>)",
        "(?:are|would|will) you (?:<softly> )*(?:be )?(?:<fine>) (?:<softly> )*(?:if|with me if|for me to) ~4 \
         (?:<keepwaiting>)",
        "(?:are|would|will) you (?:<softly> )*(?:be )?(?:<fine>) (?:with )?(?:me |us |my )?(?:putting|popping|placing) \
         you on ~2 hold",
        "(?:are|would|will) you (?:<softly> )*(?:be )?(?:<fine>) (?:<softly> )*with (?:a|another|one) ~2 hold",
        "am i (?:<softly> )*(?:<fine>|allowed|able) to (?:<softly> )*(?:<keepwaiting>|<wait>)",
        // "Do you mind holding?", "would you mind if I popped you on hold".
        "(?:do|would|will|did) you (?:not )?(?:<softly> )*mind (?:<softly> )*(?:<waiting>)",
        "(?:do|would|will|did) you (?:not )?(?:<softly> )*mind (?:<softly> )*(?:if|to) (?:i|we|you)? ?(?:<softly> )*\
         (?:<keepwaiting>|<wait>|<kept>)",
        "(?:do|would|will|did) you (?:not )?(?:<softly> )*mind (?:me |us |my )?(?:<putting>)",
        "(?:do|would) you (?:<softly> )*mind (?:<softly> )*if (?:i|we) ~8 (?:<keepwaiting>|<kept>)",
        "(?:do|would|will) you (?:<softly> )*mind (?:going on|being on|being put on|being placed on|a) ~2 hold",
        "^~3 mind (?:if (?:i|we) (?:<softly> )*(?:<keepwaiting>|<kept>)|me (?:<putting>)|holding|waiting <moment>)",
        // "May I place you on hold?", "shall we have you hold".
        "(?:can|could|may|might|shall|should|would it help if|what if|how about|how about if|suppose|any chance) \
         (?:i|we) (?:<softly> )*(?:<keepwaiting>|<kept>)",
        "(?:can|could|may|might) i (?:<softly> )*(?:be allowed to|be permitted to|go ahead and|have to) (?:<keepwaiting>)",
        "(?:may|might) i (?:<softly> )*(?:have|get|ask) your (?:permission|okay|leave|consent|indulgence) to ~8 hold",
        // "Is it all right if I pop you on hold?"
        "(?:is|would|will|was|might) (?:it|that|this) (?:<softly> )*(?:be )?(?:<softly> )*(?:<fine>) (?:with you |by you |\
         for you |at all )?(?:<softly> )*(?:if|to|that|for me to|for us to|for you to|for you if|me|us|my) ?(?:i|we|you)? ?\
         (?:<softly> )*(?:<keepwaiting>|<wait>|<kept>|<putting>)",
        "(?:all right|okay|fine) (?:with you )?if (?:i|we) (?:<softly> )*(?:<keepwaiting>|<kept>)",
        "(?:is|would) (?:holding|waiting|going on hold|being on hold|a (?:short|brief|quick) hold) ~3 (?:<fine>)",
        "(?:is|would) (?:now|this) ~4 (?:to|for me to|if i) (?:<keepwaiting>)",
        // "Would you like to hold, or shall I call you back?"
        "(?:do|would|did) you (?:<softly> )*(?:want|like|care|prefer|rather|wish|be happier) (?:<softly> )*(?:to )?\
         (?:<softly> )*(?:<wait>)",
        "(?:do|would) you (?:<softly> )*(?:want|like|prefer) (?:me|us) to (?:<softly> )*(?:<keepwaiting>)",
        "would you rather (?:i|we) (?:<softly> )*(?:<keepwaiting>|<kept>)|(?:would|do) you prefer (?:<waiting>)",
        // "Have you a minute to hold?", "do I have your permission to place you on hold?"
        "(?:have you|have you got|(?:do|would) you have|got) (?:<softly> )*(?:time|the time|<moment>|a few minutes) (?:<softly> )*\
         (?:to|you could|where you could|for) (?:<softly> )*(?:<wait>|holding)",
        "(?:do|may|can|could) (?:i|we) (?:<softly> )*(?:have|get) (?:your )?(?:permission|okay|consent|leave) to ~8 hold",
        // "I wonder if you could hold", "any chance you could hang on?"
        "(?:wonder|wondering|wondered|ask|asking|see|check) (?:if|whether) (?:you|i|we|it) (?:<softly> )*(?:can|could|would|\
         might|may|are able to|were able to|would be able to|will|would be <fine> (?:if i|to)|would be <fine>) ?\
         (?:not )?(?:<softly> )*(?:mind )?(?:if i |me )?(?:<wait>|<keepwaiting>|<waiting>|<kept>|<putting>)",
        "(?:any|is there any|is there a|what is the) (?:chance|possibility|way) (?:that )?(?:of )?(?:you|i|we) ?\
         (?:can|could|would|might|may)? ?(?:<softly> )*(?:<wait>|<keepwaiting>|<waiting>|<putting>)",
        "(?:any|is there any|is there a) (?:chance|possibility|way) of (?:<waiting>|<putting>)",
        "(?:would|could|can) (?:i|we) (?:<softly> )*(?:trouble|bother|impose on|persuade|prevail on) you to (?:<wait>)",
        "how (?:would|do) you feel about (?:<waiting>|<putting>)",
        "would you (?:<softly> )*(?:do me (?:a|the) (?:favor|favour|kindness|courtesy)) (?:and|of|to) (?:<wait>|<waiting>)",
    ])
});

/// Short forms that ask only with a question mark: "okay to hold for a second?"
static ASKS_IF_MARKED: LazyLock<Patterns> = LazyLock::new(|| {
    Patterns::new(&[
        "(?:<fine>) (?:<softly> )*(?:to|for you to) (?:<wait>)",
        "(?:<fine>) (?:<softly> )*(?:with )?(?:<waiting>)",
        "(?:want|like|care|prefer|able|willing|free|time) to (?:<softly> )*(?:<wait>)",
        "(?:you|to) mind (?:<waiting>|<putting>|if i (?:<keepwaiting>|<kept>))|not mind (?:<waiting>)",
        "(?:<fine>) (?:with you )?(?:if|for me to) (?:i |we )?(?:<softly> )*(?:<keepwaiting>|<kept>)",
        "^(?:so |and |okay |right |now )*you (?:can|could|would|will) (?:<softly> )*(?:<wait>)",
        "(?:<keepwaiting>) ~10 (?:okay|all right|yeah|yes|right|deal|cool|fine)$",
        "(?:with|by) your (?:permission|leave) ~6 hold",
    ])
});

/// A caller is told of a hold and, in the same breath, asked for consent to it.
static TELLS_AND_ASKS: LazyLock<Patterns> = LazyLock::new(|| {
    Patterns::new(&[
        "(?:<keepwaiting>|<putting>) ~10 (?:is|would|will) (?:that|it|this) (?:be )?(?:<softly> )*(?:<fine>)",
        "(?:<keepwaiting>|<putting>) ~10 (?:if|as long as|provided|assuming) (?:that|it|you) (?:is|are|would be|will be) \
         (?:<softly> )*(?:<fine>)",
        "(?:<keepwaiting>|<putting>) ~10 (?:if|as long as|provided) you (?:do|would) not (?:<softly> )*(?:mind|object)",
        "(?:<keepwaiting>|<putting>) ~10 (?:do|would) you mind",
        "(?:<keepwaiting>|<putting>) ~10 (?:does|will) that (?:work|suit|do)|(?:<keepwaiting>) ~10 may i",
        "if (?:that|it) (?:is|would be) (?:<softly> )*(?:<fine>) (?:with you |by you )?~4 (?:<keepwaiting>|<putting>)",
        "if you do not (?:<softly> )*mind ~4 (?:<keepwaiting>|<putting>)|if you would not mind ~4 (?:<keepwaiting>|<putting>)",
        "with your (?:permission|okay|consent) ~4 (?:may|can|could) ~2 (?:<keepwaiting>)",
    ])
});

/// A question for consent to what was said before it.
static CONSENT: LazyLock<Patterns> = LazyLock::new(|| {
    Patterns::new(&[
        "^(?:so |and |now |sorry |please |just |<okay> )*(?:is|would|will) (?:that|it|this) (?:be )?(?:<softly> )*(?:<fine>)",
        "^(?:so |and )*(?:do|would) you mind(?: that| at all| terribly| very much)?$",
        "^(?:if )?(?:that is|that) (?:<softly> )*(?:okay|all right|fine|good)(?: with you| by you| for you)?$",
        "^(?:does|will) that (?:work|suit|do)(?: for you)?$|^may i$|^can i do that$|^are you (?:okay|all right|fine|good|happy) with that",
        "^(?:would|will) you be (?:okay|all right|fine|happy) with that|^(?:okay|all right) with you$",
    ])
});

/// Consent in one word, which asks only with a question mark.
static CONSENT_IF_MARKED: LazyLock<Patterns> =
    LazyLock::new(|| Patterns::new(&["^(?:is that |that )?(?:okay|all right|yeah|yes|right|cool|good|fine|deal)$"]));

/// A hold is spoken of: what a question for consent may be about.
static TELLS_OF_HOLD: LazyLock<Patterns> =
    LazyLock::new(|| Patterns::new(&["<keepwaiting>|<putting>|on (?:a )?(?:[a-z]+ )?hold|to hold"]));

/// Orders and announcements.
static TELLS: LazyLock<Patterns> = LazyLock::new(|| {
    Patterns::new(&[
        "<keepwaiting>|<putting>|<wait>|<kept>",
        "(?:please |just |you )*(?:hold|hang on|wait|bear with me|stand by)(?: please)?$|on (?:a )?(?:[a-z]+ )?hold",
        "(?:one|just a|just one|a|two|half a|give me a|give me one) (?:quick |wee )?(?:second|sec|moment|minute|min|tick|ticks|mo|jiffy)",
        "(?:be )?(?:right back|back in a|back with you|with you in a|with you shortly)|do not (?:hang up|go away)",
        "(?:let me|i will|i am going to|i am just going to|i will just) (?:just |go |go and |quickly )*(?:check|ask|see|find out|look|grab|get|put you through|transfer|connect|try|speak)",
    ])
});

/// Finds questions whether a caller may be kept waiting, and words that keep them waiting without asking.
pub(super) fn find(finder: &mut Finder<'_>) {
    let text = finder.text();
    let is_marked = finder.sentence().has_question_mark;
    let asked = [Some(&ASKS), Some(&TELLS_AND_ASKS), is_marked.then_some(&ASKS_IF_MARKED)]
        .into_iter()
        .flatten()
        .filter_map(|patterns| patterns.find(text))
        .find(|range| !ends_negated(text.get(..range.start).unwrap_or_default(), 2));
    let asked = asked.or_else(|| {
        let consent = CONSENT.find(text).or_else(|| CONSENT_IF_MARKED.find(text).filter(|_| is_marked))?;
        is_about_a_hold(finder).then_some(consent)
    });
    match (asked, TELLS.find(text)) {
        (Some(range), _) => finder.push(Cue::at(CueKind::AsksToHold, finder.index(), range)),
        (None, Some(range)) => finder.push(Cue::at(CueKind::TellsToHold, finder.index(), range)),
        (None, None) => {}
    }
}

/// Whether the agent's last sentence before this one spoke of a hold.
fn is_about_a_hold(finder: &Finder<'_>) -> bool {
    let index = finder.index();
    let before = (index.saturating_sub(TOLD_WITHIN)..index)
        .rev()
        .find(|s| finder.reading.voice_of_sentence(*s) == Voice::Agent)
        .and_then(|s| finder.reading.sentences.get(s));
    before.is_some_and(|sentence| TELLS_OF_HOLD.is_match(&sentence.text))
}

#[cfg(test)]
pub(super) fn all() -> Vec<&'static LazyLock<Patterns>> {
    vec![&ASKS, &ASKS_IF_MARKED, &TELLS_AND_ASKS, &CONSENT, &CONSENT_IF_MARKED, &TELLS_OF_HOLD, &TELLS]
}
