//! The number that a caller can be called back on: the last one that they settle on.
//!
//! A number counts if the caller says it, or if the agent says it as the caller's and the caller says yes. Numbers of
//! something else (an order, the firm itself), numbers that nobody can be sure of, and numbers with digits missing
//! count as none: calling a stranger is worse than calling nobody.

use ringcheck_call::SaidNumber;

use super::{
    context::{answer, is_of_something_else, is_said_as_the_callers, names_another, plain_words},
    spoken::{Group, Spoken, numbers_in},
};
use crate::reading::{Reading, Voice};

/// How many digits a phone number has: seven within a city, fifteen at most by ITU-T E.164.
const N_DIGITS: std::ops::RangeInclusive<usize> = 7..=15;

/// The most digits of a number that is said without a plus or an exit code, its trunk prefix included.
const LONGEST_NATIONAL: usize = 11;

/// The same where it starts with a trunk zero and no shorter number ends within it: Germany and Austria have such.
const LONGEST_WITH_ZERO: usize = 13;

/// How many digits a national number has that starts with neither 0 nor 1.
const WITHOUT_PREFIX: usize = 10;

/// Two numbers of the same length that differ in no more digits than this are one number, heard wrongly once.
const SLIP: usize = 2;

/// An agent who says no more words than this lets the caller go on with the number.
const LONGEST_NOD: usize = 5;

/// A number, and whether it can be relied on.
#[derive(Clone, Debug)]
struct Found {
    said: SaidNumber,
    is_doubtful: bool,
}

/// A number of the caller's that may go on in their next turn.
struct Open {
    parts: Vec<Vec<Group>>,
    has_plus: bool,
    /// Where most of its digits are: the turn, and the number as it stands there.
    turn: usize,
    longest: Spoken,
    is_doubtful: bool,
}

/// The number that the caller settles on.
pub(super) fn settled(reading: &Reading<'_>) -> Option<SaidNumber> {
    let mut listener = Listener { reading, settled: None, open: None, offered: None, asked: Vec::new() };
    for turn in 0..reading.turns.len() {
        if reading.sentences_of(turn).is_empty() && numbers_in(reading.turns[turn].text()).is_empty() {
            continue;
        }
        match reading.voice(turn) {
            Voice::Caller => listener.hear_caller(turn),
            Voice::Agent => listener.hear_agent(turn),
            Voice::Recorded => listener.hear_machine(),
        }
    }
    listener.settled.filter(|found| !found.is_doubtful).map(|found| found.said)
}

/// What was understood so far.
struct Listener<'a, 'r> {
    reading: &'r Reading<'a>,
    settled: Option<Found>,
    open: Option<Open>,
    /// A number that the agent just said as the caller's.
    offered: Option<Found>,
    /// The last words of the agent's last turn.
    asked: Vec<String>,
}

impl Listener<'_, '_> {
    fn hear_machine(&mut self) {
        (self.open, self.offered) = (None, None);
        self.asked.clear();
    }

    fn hear_agent(&mut self, turn: usize) {
        let text = self.reading.turns[turn].text();
        let words = plain_words(text);
        let numbers = numbers_in(text);
        self.offered = None;
        for spoken in &numbers {
            let Some(number) = resolved(&spoken.parts, spoken.has_plus) else { continue };
            let Some(said) = self.located(turn, spoken, number) else { continue };
            let is_readback = self.settled.as_ref().is_some_and(|settled| is_same_phone(&settled.said, &said));
            let is_doubtful = self.is_doubtful(turn, spoken);
            if let Some(settled) = &mut self.settled
                && ends_with(&settled.said.number, &said.number)
            {
                // What the agent heard too was heard right.
                settled.is_doubtful &= is_doubtful;
            }
            if is_readback || is_said_as_the_callers(spoken, text) {
                self.offered = Some(Found { said, is_doubtful });
            }
        }
        let echoes = |open: &Open| {
            let said: String = open.parts.iter().flatten().map(|group| group.digits.as_str()).collect();
            let read: String = numbers.iter().flat_map(|n| n.parts.iter().flatten()).map(|g| &*g.digits).collect();
            if read.is_empty() { words.len() <= LONGEST_NOD } else { said.contains(&read) }
        };
        if self.open.as_ref().is_some_and(|open| !echoes(open)) {
            self.open = None;
        }
        self.asked = words[words.len().saturating_sub(15)..].to_vec();
    }

    fn hear_caller(&mut self, turn: usize) {
        let text = self.reading.turns[turn].text();
        let numbers = numbers_in(text);
        let open = self.open.take();
        let offered = self.offered.take();
        if let Some(offered) = offered {
            match answer(text) {
                Some(true) => self.confirm(offered),
                Some(false)
                    if self.settled.as_ref().is_some_and(|settled| is_same_phone(&settled.said, &offered.said)) =>
                {
                    self.settled = None;
                }
                Some(false) | None => {}
            }
        }
        let n_numbers = numbers.len();
        let mut open = open;
        for (idx, spoken) in numbers.into_iter().enumerate() {
            let is_doubtful = self.is_doubtful(turn, &spoken);
            let joined =
                if idx == 0 { open.take().and_then(|open| joined(open, &spoken, turn, is_doubtful)) } else { None };
            let is_continued = joined.is_some();
            let (is_first, is_last) = (spoken.is_first, spoken.is_last && idx + 1 == n_numbers);
            let now = joined.unwrap_or_else(|| Open {
                parts: spoken.parts.clone(),
                has_plus: spoken.has_plus,
                turn,
                longest: spoken.clone(),
                is_doubtful,
            });
            let asked: &[String] = if is_first || idx == 0 && spoken.before.len() < 6 { &self.asked } else { &[] };
            let is_other = !is_continued && is_of_something_else(&spoken, asked);
            if !is_other {
                if let Some(number) = resolved(&now.parts, now.has_plus)
                    && let Some(said) = self.located(now.turn, &now.longest, number)
                {
                    let is_other_phone = spoken.takes_back || is_continued || names_another(&spoken);
                    self.take(Found { said, is_doubtful: now.is_doubtful }, is_other_phone);
                }
                if is_last {
                    self.open = Some(now);
                }
            }
        }
        self.asked.clear();
    }

    /// Takes over what the agent said and the caller confirmed.
    fn confirm(&mut self, offered: Found) {
        match &mut self.settled {
            // The caller's own words tell more, and the agent's say that they were heard right.
            Some(settled) if ends_with(&settled.said.number, &offered.said.number) => settled.is_doubtful = false,
            _ => self.settled = Some(offered),
        }
    }

    /// Takes over what the caller said; `is_other` if it takes the place of what was said before.
    fn take(&mut self, found: Found, is_other: bool) {
        match &mut self.settled {
            Some(known) if !is_other && ends_with(&known.said.number, &found.said.number) => {
                // The same again, or its end.
                known.is_doubtful &= found.is_doubtful;
            }
            Some(known) if !is_other && is_slip(&known.said.number, &found.said.number) => {
                // Said twice, and heard in two ways: which one is right is not known.
                *known = Found { is_doubtful: true, ..found };
            }
            settled => *settled = Some(found),
        }
    }

    fn located(&self, turn: usize, spoken: &Spoken, number: String) -> Option<SaidNumber> {
        let evidence = self.reading.quote_source(turn, spoken.source())?;
        Some(SaidNumber { number, evidence })
    }

    /// Whether the recognizer doubts the turn, or one of the number's words.
    fn is_doubtful(&self, turn: usize, spoken: &Spoken) -> bool {
        let source = spoken.source();
        let is_within = |bytes: &std::ops::Range<usize>| bytes.start < source.end && source.start < bytes.end;
        self.reading.is_doubtful(turn) || self.reading.has_doubted_word(turn, is_within)
    }
}

/// The number that goes on in a caller's next turn, if it does.
fn joined(open: Open, spoken: &Spoken, turn: usize, is_doubtful: bool) -> Option<Open> {
    let n_open: usize = open.parts.iter().flatten().map(|group| group.digits.len()).sum();
    let corrects = spoken.takes_back && spoken.n_digits() < *N_DIGITS.start();
    let goes_on = spoken.is_first && !spoken.has_plus && {
        let n_both = n_open + spoken.n_digits();
        n_open < *N_DIGITS.start() && n_both <= *N_DIGITS.end() || n_both <= LONGEST_NATIONAL
    };
    if !corrects && !goes_on {
        return None;
    }
    let mut parts = open.parts;
    let mut added = spoken.parts.clone();
    if !corrects && let (Some(last), Some(first)) = (parts.last_mut(), added.first_mut()) {
        last.append(first);
        added.remove(0);
    }
    parts.append(&mut added);
    let (turn, longest) =
        if spoken.n_digits() > open.longest.n_digits() { (turn, spoken.clone()) } else { (open.turn, open.longest) };
    Some(Open { parts, has_plus: open.has_plus, turn, longest, is_doubtful: open.is_doubtful || is_doubtful })
}

/// The phone number that these parts come to, if they come to one.
fn resolved(parts: &[Vec<Group>], has_plus: bool) -> Option<String> {
    let mut groups: Vec<&str> = Vec::new();
    for part in parts {
        let part: Vec<&str> = part.iter().map(|group| group.digits.as_str()).collect();
        groups = corrected(groups, part)?;
    }
    let digits = groups.concat();
    let (first, second) = digits.split_at(digits.len() / 2);
    if first == second && N_DIGITS.contains(&first.len()) {
        // Said twice in one breath.
        return plausible(first, has_plus);
    }
    if has_plus || digits.len() <= WITHOUT_PREFIX {
        return plausible(&digits, has_plus);
    }
    let is_abroad = digits.starts_with("00") || digits.starts_with("011");
    let n_most = if is_abroad {
        *N_DIGITS.end()
    } else if digits.starts_with(['0', '1']) {
        LONGEST_NATIONAL
    } else {
        WITHOUT_PREFIX
    };
    if digits.len() <= n_most {
        return plausible(&digits, false);
    }
    let has_trunk_zero = digits.starts_with('0');
    // What comes after the number is another one: an age, a house.
    let mut whole = String::new();
    let mut at_border = None;
    for group in groups {
        whole.push_str(group);
        if matches!(whole.len(), WITHOUT_PREFIX..=LONGEST_NATIONAL) && whole.len() <= n_most {
            at_border = Some(whole.clone());
        }
    }
    let long = (has_trunk_zero && whole.len() <= LONGEST_WITH_ZERO).then_some(whole);
    at_border.or(long).and_then(|number| plausible(&number, false))
}

/// `said` with its end or all of it replaced by `instead`; `None` where it is not plain which.
fn corrected<'g>(said: Vec<&'g str>, instead: Vec<&'g str>) -> Option<Vec<&'g str>> {
    let (Some(last), Some(first)) = (said.last().copied(), instead.first().copied()) else { return Some(instead) };
    let [n_said, n_instead] = [&said, &instead].map(|groups| groups.iter().map(|group| group.len()).sum::<usize>());
    let without_last = n_said - last.len();
    let is_restart = n_said < WITHOUT_PREFIX
        && without_last > 0
        && (WITHOUT_PREFIX..=LONGEST_NATIONAL).contains(&(without_last + n_instead));
    let kept = &said[..said.len() - 1];
    if n_instead >= WITHOUT_PREFIX {
        return Some(instead);
    }
    if is_restart || n_said < WITHOUT_PREFIX && first.len() > last.len() && first.starts_with(last) {
        return Some([kept, &instead].concat());
    }
    if n_said < *N_DIGITS.start() || n_instead >= *N_DIGITS.start() && n_said < WITHOUT_PREFIX {
        return (n_instead >= *N_DIGITS.start()).then_some(instead);
    }
    // As many digits as are said instead are taken back from the end, which may be a part of a group.
    let mut left = n_said.checked_sub(n_instead)?;
    let mut groups: Vec<&str> = Vec::new();
    for group in said {
        let n_kept = group.len().min(left);
        left -= n_kept;
        if n_kept > 0 {
            groups.push(&group[..n_kept]);
        }
    }
    groups.extend(instead);
    Some(groups)
}

/// The digits as a number, if a phone may have it.
fn plausible(digits: &str, has_plus: bool) -> Option<String> {
    let first = digits.bytes().next()?;
    let is_one_key = digits.bytes().all(|digit| digit == first);
    let is_number = N_DIGITS.contains(&digits.len()) && !is_one_key;
    is_number.then(|| if has_plus { format!("+{digits}") } else { digits.to_owned() })
}

/// Whether two numbers are one phone's: the same, one the end of the other, or with a slip.
fn is_same_phone(a: &SaidNumber, b: &SaidNumber) -> bool {
    ends_with(&a.number, &b.number) || ends_with(&b.number, &a.number) || is_slip(&a.number, &b.number)
}

/// Whether `number` is `end`, or has more digits before it.
fn ends_with(number: &str, end: &str) -> bool {
    number.ends_with(end.trim_start_matches('+'))
}

fn is_slip(a: &str, b: &str) -> bool {
    a.len() == b.len() && a != b && a.bytes().zip(b.bytes()).filter(|(a, b)| a != b).count() <= SLIP
}
