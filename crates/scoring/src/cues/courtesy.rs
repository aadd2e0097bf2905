//! Thanks, please, and rudeness.

use std::sync::LazyLock;

use super::{Cue, CueKind, Finder};
use crate::text::{Patterns, ends_negated};

static THANKS: LazyLock<Patterns> = LazyLock::new(|| {
    Patterns::new(&[
        "thank (?:you|ye|u|yous)|thanks|thank s|thankyou|many thanks|please|pleases|ta|ta very much|cheers",
        "much obliged|much appreciated",
        "(?:i|we|do|really|sure) (?:really |sure |do |truly )?appreciate (?:it|you|that|your|the|ya)",
        "appreciate (?:it|you|your|the call|ya)|grateful|gracias|merci|go raibh maith|diolch",
    ])
});

/// Contempt, insult, or a quarrel: rude whatever surrounds it.
static RUDE: LazyLock<Patterns> = LazyLock::new(|| {
    Patterns::new(&[
        "learn to (?:read|listen)|did i (?:sound|say|ask|stutter)",
        "are you (?:deaf|serious|kidding|even listening|listening|slow|thick|dumb)|what part of",
        "(?:stop|quit) (?:wasting|calling|bothering|whining|yelling|shouting|talking|interrupting)",
        "wast(?:e|ing) my time|got (?:no|better) (?:time|things)|not my problem|not our problem|you people",
        "idiot|moron|get lost|bugger off|piss off|whatever (?:lady|pal|buddy|man|sir|maam)",
        "take it or leave it|like i (?:already )?(?:said|told you)|i (?:just|already) told you",
        "i have told you|do i look like|none of your business|do not (?:take|use) that tone|raise your voice",
        "do not (?:shout|yell|get (?:snippy|smart|cute|short)|talk to me)|if you would let me",
        "not my department|not my fault|not our fault|with all due respect|all you (?:like|want)|did you even",
        "have you even|do you even|can you even|who told you to|what did you expect",
        "watch your (?:tone|mouth|language)|(?:wait|waiting) your turn|your (?:majesty|highness)",
        "not a (?:magician|mind reader|miracle worker)|how is that my|supposed to do about (?:it|that)",
        "are not you (?:special|lucky|clever)|big whoop|if you say so|whatever you say",
        "nobody is (?:forcing|making|stopping) you|leave a (?:bad )?review",
        "not (?:going to )?(?:say|repeat) (?:it|that|myself) again|(?:well )?boo hoo|tell someone who cares",
        "you heard me|clever clogs|smart ?(?:alec|aleck|ass|guy)|grow up|get over it|fat chance",
        "oh great another|good for you then|you are the one who|wasn(?:o)?t me who|not a charity",
        "we are not (?:a )?(?:charity|library|help ?line)|can not you read|did you not (?:read|listen|hear)",
        "is that so hard|do you want (?:it|my help|help) or not|that is not how this works|i am hanging up",
        "sherlock|sweetheart listen|honey listen|buddy boy|cry me|boo hoo|i could not care less|^so what$",
        "tough (?:luck|break)|that is what you get|are you going to let me (?:finish|talk|speak)",
        "can not (?:tie|be tying) up|i do not have (?:time|all day)|have not got (?:time|all day)",
        "i am not (?:going to )?(?:argue|arguing)|do not argue|you are (?:not listening|being|lying|confused)",
        "obviously you|any fool|(?:google|look) it up yourself|read the (?:website|sign|contract)",
        "i do not know what you (?:want|expect)|what do you (?:want|expect) me to|that is not my job",
        "who let you",
    ])
});

/// Impatience: rude only when it comes again and again.
static SHARP: LazyLock<Patterns> = LazyLock::new(|| {
    Patterns::new(&[
        "^(?:look|listen|sir|maam|no sir|no maam|okay sir|okay maam) (?:i|we|you|it|that|there|this|do|can|\
         no)",
        "(?:like|as) i (?:already )?said|i (?:just |already )?(?:told|explained|said)(?: to)? you",
        "i (?:just|already) (?:said|told|explained)|obviously|you people|^(?:what|and)$",
        "not my (?:department|job|fault|call)|you should have",
        "should have (?:called|thought|read|listened|paid|known|done|signed|asked)|how many times do",
        "calm down|are you (?:serious|kidding)|for (?:god|christ|heaven|crying out|goodness)s? (?:sake|loud)",
        "let me finish|in the middle of something|make it quick",
        "(?:got|have) (?:other|another|three|two|four|people|somebody|customers|clients|calls) ~3 (?:calls|\
         lines|waiting|holding|on hold|to (?:get|see) to)",
        "take it or leave|no need to (?:shout|yell|raise)|do not (?:interrupt|shout)|i do not care|who cares",
        "whatever|nothing i can do about (?:it|that|what)|that is not how|we are not (?:a|your)",
        "(?:and|so)? ?what do you want|good for you|common sense|(?:^|well )i guess you",
        "if you (?:had|would) (?:read|listened|called|let me)",
    ])
});

/// Finds courtesy and its opposite in what agents say.
pub(super) fn find(finder: &mut Finder<'_>) {
    finder.push_first(CueKind::Thanks, &THANKS);
    let rude = RUDE.find(finder.text()).filter(|range| {
        // "You're not wasting my time" is kind.
        !ends_negated(finder.text().get(..range.start).unwrap_or_default(), 2)
    });
    if let Some(range) = rude {
        finder.push(Cue::at(CueKind::Rude, finder.index(), range));
    }
    finder.push_first(CueKind::Sharp, &SHARP);
}

#[cfg(test)]
pub(super) fn all() -> Vec<&'static LazyLock<Patterns>> {
    vec![&THANKS, &RUDE, &SHARP]
}
