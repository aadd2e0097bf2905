//! Thanks, please, and rudeness.

use std::sync::LazyLock;

use super::{CueKind, Finder};
use crate::text::Patterns;

static THANKS: LazyLock<Patterns> = LazyLock::new(|| {
    Patterns::new(&[
        "thank (?:you|ye|u|yous)|thanks|thank s|thankyou|many thanks|please|pleases|ta|ta very much|cheers|much obliged|much appreciated|(?:i|we|do|really|sure) (?:really |sure |do |truly )?appreciate (?:it|you|that|your|the|ya)|appreciate (?:it|you|your|the call|ya)|grateful|gracias|merci|go raibh maith|diolch",
    ])
});

/// Contempt, insult, or a quarrel: rude whatever surrounds it.
static RUDE: LazyLock<Patterns> = LazyLock::new(|| {
    Patterns::new(&[
        "learn to (?:read|listen)|did i (?:sound|say|ask|stutter)|are you (?:deaf|serious|kidding|even listening|listening|slow|thick|dumb)|what part of|(?:stop|quit) (?:wasting|calling|bothering|whining|yelling|shouting|talking|interrupting)|wast(?:e|ing) my time|got (?:no|better) (?:time|things)|not my problem|not our problem|that is (?:your|a you) problem|you people|shut up|idiot|moron|stupid|get lost|bugger off|piss off|for (?:god|christ|heaven|crying out) ?s? (?:sake|loud)|whatever (?:lady|pal|buddy|man|sir|maam)|take it or leave it|like i (?:already )?(?:said|told you)|i (?:just|already) told you|told you (?:already|twice|that)|i have told you|how many times|do i look like|none of your business|do not (?:take|use) that tone|calm down|raise your voice|no need (?:for that|to (?:shout|yell|raise|get))|do not (?:shout|yell|get (?:snippy|smart|cute|short)|talk to me)|as i (?:already )?said|like i said|for the (?:last|third|second) time|if you would let me|not my department|not my fault|not our fault|that is on you|with all due respect|lucky me|make it quick|in the middle of something|line out the door|time for this|not going to happen|all you (?:like|want)|did you even|have you even|do you even|can you even|who told you to|what did you expect|for goodness sake|watch your (?:tone|mouth|language)|(?:wait|waiting) your turn|like every ?(?:body|one) else|happy now|your (?:majesty|highness)|not a (?:magician|mind reader|miracle worker)|rocket science|common sense|must be nice|how is that my|supposed to do about (?:it|that)|poor you|are not you (?:special|lucky|clever)|big whoop|if you say so|whatever you say|take a number|get in line|nobody is (?:forcing|making|stopping) you|be my guest|knock yourself out|do what you (?:want|like)|leave a (?:bad )?review|not (?:going to )?(?:say|repeat) (?:it|that|myself) again|(?:well )?boo hoo|tell someone who cares|you heard me|i do not (?:know|care) what|clever clogs|smart ?(?:alec|aleck|ass|guy)|grow up|get over it|in your dreams|dream on|fat chance|join the club|oh brilliant|oh great another|real (?:customers|clients|work) to|some of us|(?:got|have) (?:actual|real|paying) (?:work|customers|clients)|good for you then|you are the one who|wasn(?:o)?t me who|not a charity|we are not (?:a )?(?:charity|library|help ?line)|can not you read|did you not (?:read|listen|hear)|is that so hard|how hard is|you could always try|do you want (?:it|my help|help) or not|that is not how this works|stop being|i am hanging up|do not waste|genius|sherlock|sweetheart listen|honey listen|buddy boy|cry me|boo hoo|big deal|i could not care less|do not care|who cares|^so what$|tough (?:luck|break)?|suit yourself|your (?:own )?fault|should have (?:thought|read|listened|called|paid|known|done)|that is what you get|are you going to let me (?:finish|talk|speak)|let me finish|can not (?:tie|be tying) up|i do not have (?:time|all day)|have not got (?:time|all day)|(?:what|why) (?:do you want|is it) (?:from|now)|i am not (?:going to )?(?:argue|arguing)|do not argue|you are (?:wrong|not listening|being|lying|confused)|oh please|yeah right|well duh|obviously you|any fool|(?:google|look) it up yourself|read the (?:website|sign|contract)|i do not know what you (?:want|expect)|what do you (?:want|expect) me to|that is not my job|you (?:rang|called) me|who let you",
    ])
});

/// Finds courtesy and its opposite in what agents say.
pub(super) fn find(finder: &mut Finder<'_>) {
    finder.push_first(CueKind::Thanks, &THANKS);
    finder.push_first(CueKind::Rude, &RUDE);
}

#[cfg(test)]
pub(super) fn all() -> Vec<&'static LazyLock<Patterns>> {
    vec![&THANKS, &RUDE]
}
