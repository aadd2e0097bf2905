//! How the phone is picked up: the company's name and the agent's own.

use std::{ops::Range, sync::LazyLock};

use crate::text::{Patterns, Sentence};

/// What of a greeting was said, as places in the sentences searched.
#[derive(Clone, Debug, Default)]
pub(crate) struct Greeting {
    /// The number of the sentence among those given, and the bytes of its turn.
    pub(crate) company: Option<(usize, Range<usize>)>,
    /// The same for the agent's own name.
    pub(crate) own_name: Option<(usize, Range<usize>)>,
}

static OWN_NAME: LazyLock<Patterns> = LazyLock::new(|| {
    Patterns::new(&[
        "(?:this is|my name is|my name|the name is|you have got|you have|you are (?:speaking|talking|\
         chatting|dealing) (?:to|with)|you are through to|you are on (?:to|with)|i am|it is|name is|\
         you have reached|here is|that is) [a-z]{2,}",
        "[a-z]{2,} (?:speaking|here|this side|on the line|at your service)",
        "(?:speaking with|speaking to|talking to) [a-z]{2,}",
    ])
});

static COMPANY: LazyLock<Patterns> = LazyLock::new(|| {
    Patterns::new(&[
        "(?:thank you|thanks|cheers) (?:so much |very much )?for (?:calling|ringing|phoning|choosing|\
         holding for|contacting|your call to) ~5",
        "(?:you have (?:reached|got|called)|you are through to|welcome to|through to|here at|over at|from|\
         with|at) ~4",
    ])
});

static GREETS: LazyLock<Patterns> = LazyLock::new(|| {
    Patterns::new(&[
        "^(?:good (?:morning|afternoon|evening|day)|hello|hi|hey|thank you for calling|thanks for calling|welcome to)",
    ])
});

/// Words that are neither a company's nor a person's name.
const COMMON: &str = " a able about actually afternoon afternoons again all am an and answering any anybody anyone anything apologies are as assist at away back \
    be bear been bit both but by bye call caller calling calls can choosing cleaning come coming computer computers connected contact could \
    customer dear delay department desk dial did direct do does doing done down engineer evening ever everybody everyone everything extension feel few fine first \
    folks for forgive from front gday get give go going gone good goodness got great guys had hang hanging has have he head hear heating hello help helpdesk her \
    here hey hi him his hold holding hon hope hours how hunni hurry i if in interrupted is it job just keep kind know late law let like line listen little ll lovely \
    love machine maam madam mate may me might mind minute miss moment more morning morn my myself name need never new nice no nobody not nothing now number of off office \
    okay on one ones only or our ours out over pardon patience people pest phone phones pick picked picking place please plumbing pool ready really reached reception \
    receptionist request right ring ringing sales same say sec second see service services shall she shop shut sir so some somebody someone something soon sorry speak speaking \
    state still stop support sure switch take talk team tell than thank thanks that the their them then there they thing this through time to today \
    too try turn two up us use very wait waiting was way we welcome well were what when where which while who will with work workshop would yard \
    yeah yep yes you your yours yourself control alarm alarms dental dentist vet legal garage clinic surgery studio store accounts billing admin operator \
    reservations bookings dispatch helpline hotline technical tech it i t after hours emergency nature anyway cut kill thing catching running gave having live \
    recorded quickly answer answered day night wonderful beautiful fantastic how's doing long busy tied under behind tick sake god lord jesus mercy morning's mister mr mrs ms \
    going went out van yard rang rings four five three six seven eight nine ten kicks kick ";

fn is_common(word: &str) -> bool {
    word.len() < 2 || COMMON.split_ascii_whitespace().any(|common| common == word)
}

/// What of a greeting the first `sentences` of an agent hold; `texts` are the turns they are from.
pub(crate) fn greeting_of(sentences: &[&Sentence], text_of_turn: &dyn Fn(usize) -> Option<String>) -> Greeting {
    let mut greeting = Greeting::default();
    let first_turn = sentences.first().map(|s| s.turn);
    for (i, sentence) in sentences.iter().enumerate() {
        let Some(turn_text) = text_of_turn(sentence.turn) else { continue };
        let cased = turn_text.chars().any(char::is_uppercase);
        let is_name = |range: &Range<usize>| {
            let word = sentence.text.get(range.clone()).unwrap_or_default();
            let source = turn_text.get(sentence.source_of(range)).unwrap_or_default();
            !is_common(word)
                && (!cased || source.trim_start_matches(|c: char| !c.is_alphanumeric()).starts_with(char::is_uppercase))
        };
        let own = own_name(sentence, &is_name).or_else(|| {
            // "Blue Mesa, Tomás.": the last part after a comma is the person.
            (Some(sentence.turn) == first_turn && greeting.company.is_none())
                .then(|| name_after_comma(sentence, &turn_text, &is_name))
                .flatten()
        });
        if let Some(range) = &own
            && greeting.own_name.is_none()
        {
            greeting.own_name = Some((i, sentence.source_of(range)));
        }
        if greeting.company.is_none() {
            let is_opening = Some(sentence.turn) == first_turn;
            let found = company(sentence, own.as_ref(), is_opening, &is_name)
                .or_else(|| is_opening.then(|| company_in_small_letters(sentence, own.as_ref())).flatten());
            greeting.company = found.map(|range| (i, sentence.source_of(&range)));
        }
    }
    greeting
}

/// A company's name that the recognizer wrote small: two rare words after a greeting.
fn company_in_small_letters(sentence: &Sentence, own: Option<&Range<usize>>) -> Option<Range<usize>> {
    let is_word = |range: &Range<usize>| !is_common(sentence.text.get(range.clone()).unwrap_or_default());
    let found = company(sentence, own, true, &is_word)?;
    let has_two_words = sentence.text.get(found.clone()).is_some_and(|name| name.contains(' '));
    (GREETS.is_match(&sentence.text) && has_two_words).then_some(found)
}

fn words_of(text: &str, within: Range<usize>) -> Vec<Range<usize>> {
    let mut words = Vec::new();
    let mut at = 0;
    for word in text.split(' ') {
        let range = at..at + word.len();
        at = range.end + 1;
        if range.start >= within.start && range.end <= within.end && !word.is_empty() {
            words.push(range);
        }
    }
    words
}

fn own_name(sentence: &Sentence, is_name: &dyn Fn(&Range<usize>) -> bool) -> Option<Range<usize>> {
    OWN_NAME.find_all(&sentence.text).into_iter().find_map(|found| {
        let words = words_of(&sentence.text, found);
        let (first, last) = (words.first()?, words.last()?);
        let leads = matches!(sentence.text.get(last.clone())?, "speaking" | "here" | "side" | "line" | "service");
        let name = if leads { first } else { last };
        is_name(name).then(|| name.clone())
    })
}

/// A part between commas that is one or two names, after a part that names a company.
fn name_after_comma(
    sentence: &Sentence,
    turn_text: &str,
    is_name: &dyn Fn(&Range<usize>) -> bool,
) -> Option<Range<usize>> {
    let source = sentence.source();
    let said = turn_text.get(source.clone())?;
    let words = words_of(&sentence.text, 0..sentence.text.len());
    let mut at = source.start;
    let mut has_company = false;
    for part in said.split(',') {
        let inside = at..at + part.len();
        at = inside.end + 1;
        let here: Vec<&Range<usize>> =
            words.iter().filter(|word| inside.contains(&sentence.source_of(word).start)).collect();
        let n_names = here.iter().filter(|word| is_name(word)).count();
        if has_company && (1..=2).contains(&here.len()) && n_names == here.len() {
            return here.first().map(|word| (*word).clone());
        }
        has_company |= n_names > 0;
    }
    None
}

fn company(
    sentence: &Sentence,
    own: Option<&Range<usize>>,
    is_opening: bool,
    is_name: &dyn Fn(&Range<usize>) -> bool,
) -> Option<Range<usize>> {
    let within = if is_opening {
        0..sentence.text.len()
    } else {
        COMPANY.find(&sentence.text).or_else(|| own.map(|_| 0..sentence.text.len()))?
    };
    let words = words_of(&sentence.text, within);
    let mut named = words.into_iter().filter(|word| own != Some(word) && is_name(word));
    let first = named.next()?;
    Some(
        named
            .next_back()
            .filter(|last| last.end - first.start < 40)
            .map_or(first.clone(), |last| first.start..last.end),
    )
}

#[cfg(test)]
pub(super) fn all() -> Vec<&'static LazyLock<Patterns>> {
    vec![&OWN_NAME, &COMPANY, &GREETS]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::sentences_of;

    fn greets(text: &str) -> (bool, bool) {
        let sentences = sentences_of(0, text);
        let greeting = greeting_of(&sentences.iter().collect::<Vec<_>>(), &|_| Some(text.to_owned()));
        (greeting.company.is_some(), greeting.own_name.is_some())
    }

    #[test]
    fn company_and_own_name_are_told_apart() {
        for (text, expected) in [
            ("Good morning, Copper Lantern Electric, this is Mabel, how can I help?", (true, true)),
            ("Thank you for calling Copper Lantern Electric, how may I direct your call?", (true, false)),
            ("Copper Lantern, Tobias.", (true, true)),
            ("Copper Lantern, Tobias Wren, thanks for waiting.", (true, true)),
            ("Yeah, this is Tobias.", (false, true)),
            ("Hello, service desk.", (false, false)),
            ("Hi, you're speaking with Mabel at Copper Lantern.", (true, true)),
            ("good afternoon copper lantern electric mabel speaking how can i help", (true, true)),
            ("Hello? Sorry, I'm here.", (false, false)),
        ] {
            assert_eq!(greets(text), expected, "{text}");
        }
    }
}
