//! Names and ways to reach the caller: asked for, confirmed, given.

use std::sync::LazyLock;

use super::{Cue, CueKind, Finder};
use crate::{reading::Voice, text::Patterns};

static ASKS_NAME: LazyLock<Patterns> = LazyLock::new(|| {
    Patterns::new(&[
        "(?:can|may|could|would|let me|will|i will|i need|need|just|please|and|grab|get|take|have|give me|\
         gimme|what is|what was|with|under) ~4 (?:your|the|a|ye|you) (?:good |full |first |last |own |sur ?|\
         christian |second |company and )*(?:name|names|surname)",
        "your (?:full |first |last |good )?name",
        "name and (?:a |your |the |best |phone |contact |mobile |cell |call ?back )*(?:number|phone|email|\
         company|business|address|mobile|details|town|clinic|firm)",
        "name (?:please|for you|there|again)|(?:a|the) name$|(?:get|take|have|grab) (?:a|the|your) name",
        "who (?:am i|is this|is that|is calling|have i|do i have|i am|am i coming|will i|should i|shall i|\
         would i be|are you|i have|is it|is speaking|do we ask|do i ask|are we|was i) ~4",
        "who is (?:this|that|calling|speaking|it i)",
        "who(?:m)? (?:i am|am i) (?:speaking|talking|chatting|dealing|coming)",
        "what do (?:they|i|we|people) call you|what (?:should|shall|can|do|may) i call you|and you are$",
        "^(?:and )?you are$|remind me of your name|did not catch your name|catch your name",
        "who(?:m)? (?:shall|should|may|do|can) i (?:say|ask|tell)",
        "(?:how|can you|could you|would you|will you|mind) ~4 (?:spell|spelling|spelled|spelt)",
        "spell (?:that|your|it|the|me)",
        "(?:with|is it|is that|was it|that is) (?:an? |one |two |double |three )(?:[a-z]|[a-z]s)$",
        "(?:is it|is that|that is) (?:[a-z] ){2,}|last name|surname|first name",
        "with (?:a|an|two|one|double) [a-z]s?$",
        "(?:it|that|this|you) (?:was|is) [a-z]+ (?:[a-z]+ )?(?:was it|is it|is not it|right|correct|yeah)$",
        "am i (?:speaking|talking) (?:to|with)",
        "(?:so|that is|is that|got you down as|have you as|have you down as|you down as) (?:mr|mrs|ms|miss|\
         doctor|dr|mister) [a-z]+",
    ])
});

static ASKS_REACH: LazyLock<Patterns> = LazyLock::new(|| {
    Patterns::new(&[
        "(?:what|which|(?:can|may|could|will|shall|would) (?:i|we|you)|let me|give (?:me|us)|grab|take|get|\
         i will (?:need|take|grab|get)|need|drop me|leave (?:me|us)|confirm|verify|you got|do you have|\
         have you got|have you) ~5 (?:your |a |an |the |best |good |my )+(?:<reach>)",
        "(?:best|good|right|correct|current|call ?back|contact|phone|mobile|cell|direct|daytime|alternate|\
         back up|working|day time|telephone) ~1 (?:number|phone|line|email|mobile|cell)",
        "what (?:number|mobile|phone|email|cell|line) ~4",
        "your (?:best |own |direct |good )?(?:cell|mobile|phone number|number|email|e mail|digits|\
         direct line|contact|contact details|details|line|best contact)",
        "(?:number|email|phone) (?:for you|please|to (?:reach|call|get|ring|text)|i can|we can|there|on you|\
         in case)",
        "(?:phone|contact|mobile|telephone|cell) number|email address",
        "(?:reach|get|catch|call|ring|text|contact|phone|email|get hold of|get ahold of|find) you (?:back |\
         him |her )*(?:at|on|by)",
        "(?:reach|get hold of|get ahold of|contact) you",
        "is (?:this|that|it) (?:the |a |your |still |cell |phone |number |here |one |same |mobile |\
         line )+~3 (?:good|best|number|call|okay|right|work|reach|get you|back|mobile|cell|texting|all right|\
         ending|correct)",
        "(?:this|that|same) (?:number|phone|cell|line|mobile) (?:here )?(?:good|best|okay|still|all right|\
         a good|you are (?:calling|ringing)|the best|works|work|right|fine)",
        "number (?:you are|ye are|that you are) (?:calling|ringing|phoning) (?:from|on|in)",
        "(?:ending|ends) (?:in|with|oh|zero)? ?(?:<number>)",
        "number ~2 (?:still|ending|on file|you called|came up|showing|i have|i am seeing|in front)",
        "(?:^|and |just )(?:a |an |your |the )?(?:cell|mobile|email|phone|contact number|phone number|\
         telephone|landline|\
         number)(?: for you| please| and email| number| address| and an email| or email| there| at all)?$",
        "mobile am i|where (?:am i|do i|should i|can i) (?:text|call|email|send|ring)",
        "how (?:do|can|should|would|best) (?:i|we) (?:reach|contact|get hold|get ahold|get back)",
        "(?:contact|your) details|contact info",
        "name and (?:a |your |the |best |good |phone |contact |mobile |cell |call ?back )*(?:number|phone|\
         email|mobile|details)",
    ])
});

/// The firm's own number or address given out, and numbers that are no way to reach the caller.
static NOT_THE_CALLERS: LazyLock<Patterns> = LazyLock::new(|| {
    Patterns::new(&[
        "(?:our|my|their|his|her|its) (?:number|email|phone|mobile|cell|line|direct)",
        "(?:account|client|customer|ticket|serial|model|reference|order|policy|part|tracking|member|case|\
         invoice|wrong|license|plate|registration|which|unit|machine|version|last|error|batch|toll free|\
         eight hundred|helpline|claim|claims) (?:number|id)",
        "number (?:did you (?:dial|call|ring)|is (?:ending|it you)|inside|on the (?:lid|sticker|back|screen|\
         bottom|bill|card))",
        "(?:call|ring|try|phone|dial|text) (?:that|this|the|their|our|us at|the same) ~2 (?:number|line)",
        "(?:call|ring|reach|email|text|contact|phone) us|(?:do not|not to) (?:call|ring|text)",
        "email (?:came|come|went|problem|server|system|stopped|working|accounts|not|down|roughly|is down|\
         bounc\\w*)",
        "how many|of you on email",
        "(?:open|got|received|click|clicked|send|sent|getting|receive|any|phishing|those|that) (?:an |the |\
         any |your |that |this |a )*(?:email|emails)",
        "phone (?:system|lines|company|contract|bill|people|provider|customer)",
    ])
});

/// Digits that are the same in a number given and read back.
const MATCHING_DIGITS: usize = 3;

static DIGITS: LazyLock<Patterns> = LazyLock::new(|| {
    Patterns::new(&[
        "(?:(?:one|two|three|four|five|six|seven|eight|nine|zero|oh|o|nought|double|triple|hundred|ten|\
         eleven|twelve|[0-9]+) ){2,}(?:one|two|three|four|five|six|seven|eight|nine|zero|oh|o|nought|ten|\
         eleven|twelve|hundred|[0-9]+)",
        "[0-9]{5,}|maskednumber|[a-z0-9]+ at [a-z0-9]+(?: [a-z0-9]+){0,4} (?:dot|com|net|org)",
        "[a-z0-9]+(?:com|net|org)",
    ])
});

static GIVES_NAME: LazyLock<Patterns> = LazyLock::new(|| {
    Patterns::new(&["(?:my name is|name is|my name|this is|it is|i am|here is|speaking|the name is) (?:mr |mrs |ms |\
         miss |doctor |dr )?[a-z]{2,} ~3"])
});

/// Finds what agents ask of the caller's name and number, and numbers that they read back.
pub(super) fn find_agent(finder: &mut Finder<'_>) {
    finder.push_first(CueKind::AsksName, &ASKS_NAME);
    let text = finder.text().to_owned();
    if let Some(range) = ASKS_REACH.find(&text) {
        let is_other = NOT_THE_CALLERS.find(&text).is_some();
        if !is_other {
            finder.push(Cue::at(CueKind::AsksReach, finder.index(), range));
        }
    }
    if let Some(range) = DIGITS.find(&text)
        && was_just_said(finder, &text[range.clone()])
    {
        finder.push(Cue::at(CueKind::AsksReach, finder.index(), range));
    }
}

/// Finds names and numbers that callers give.
pub(super) fn find_caller(finder: &mut Finder<'_>) {
    finder.push_first(CueKind::GivesName, &GIVES_NAME);
    finder.push_first(CueKind::Digits, &DIGITS);
}

/// Whether the caller says some of these digits in a row close by: then they are read back, or confirmed.
fn was_just_said(finder: &Finder<'_>, digits: &str) -> bool {
    let read = digits_of(digits);
    let near = finder.index().saturating_sub(8)..(finder.index() + 4).min(finder.reading.sentences.len());
    let said: String = near
        .filter(|i| finder.reading.voice_of_sentence(*i) == Voice::Caller)
        .filter_map(|i| finder.reading.sentences.get(i))
        .map(|sentence| digits_of(&sentence.text))
        .collect::<Vec<_>>()
        .join(" ");
    (0..read.len().saturating_sub(MATCHING_DIGITS - 1))
        .filter_map(|at| read.get(at..at + MATCHING_DIGITS))
        .any(|run| said.contains(run))
}

/// The digits spoken in `text`, without zeros: "oh" is dropped as a sound, and recognizers write numbers in either way.
fn digits_of(text: &str) -> String {
    const WORDS: [&str; 9] = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
    let mut digits = String::new();
    let mut times = 1;
    for word in text.split_ascii_whitespace() {
        match word {
            "double" => times = 2,
            "triple" => times = 3,
            _ => {
                let spoken = WORDS.iter().zip('1'..='9').find(|(known, _)| **known == word).map(|(_, digit)| digit);
                let written = word.chars().filter(|c| matches!(c, '1'..='9'));
                match spoken {
                    Some(digit) => digits.extend(std::iter::repeat_n(digit, times)),
                    None if word.bytes().all(|b| b.is_ascii_digit()) => digits.extend(written),
                    None => {}
                }
                times = 1;
            }
        }
    }
    digits
}

/// Whether agents rather than callers say this.
pub(super) fn sounds_like_agent(text: &str) -> bool {
    ASKS_NAME.is_match(text) || ASKS_REACH.is_match(text) && !NOT_THE_CALLERS.is_match(text)
}

/// Whether callers rather than agents say this.
pub(super) fn sounds_like_caller(text: &str) -> bool {
    DIGITS.is_match(text)
}

#[cfg(test)]
pub(super) fn all() -> Vec<&'static LazyLock<Patterns>> {
    vec![&ASKS_NAME, &ASKS_REACH, &NOT_THE_CALLERS, &DIGITS, &GIVES_NAME]
}
