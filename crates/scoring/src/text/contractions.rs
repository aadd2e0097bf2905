//! Spoken short forms, spread out into the words that cues are written in.

/// Sounds that carry no meaning.
const FILLERS: &[&str] = &[
    "um", "uh", "er", "erm", "em", "eh", "ah", "oh", "ooh", "hm", "hmm", "mm", "mhm", "huh", "aw", "och", "ha", "haha",
    "uhm", "ach", "ahh", "aye", "haan", "achha", "umm", "uhh", "mmhm", "aah", "ooo",
];

/// Whole words and what they stand for.
const WHOLE: &[(&str, &str)] = &[
    ("can't", "can not"),
    ("cant", "can not"),
    ("cannot", "can not"),
    ("cannae", "can not"),
    ("canna", "can not"),
    ("won't", "will not"),
    ("wont", "will not"),
    ("willnae", "will not"),
    ("shan't", "will not"),
    ("dont", "do not"),
    ("dinnae", "do not"),
    ("dinna", "do not"),
    ("doesnae", "does not"),
    ("didnae", "did not"),
    ("isnae", "is not"),
    ("wasnae", "was not"),
    ("couldnae", "could not"),
    ("wouldnae", "would not"),
    ("hasnae", "has not"),
    ("havenae", "have not"),
    ("ain't", "is not"),
    ("aint", "is not"),
    ("amn't", "am not"),
    ("isnt", "is not"),
    ("arent", "are not"),
    ("wasnt", "was not"),
    ("werent", "were not"),
    ("doesnt", "does not"),
    ("didnt", "did not"),
    ("havent", "have not"),
    ("hasnt", "has not"),
    ("hadnt", "had not"),
    ("wouldnt", "would not"),
    ("couldnt", "could not"),
    ("shouldnt", "should not"),
    ("mightnt", "might not"),
    ("im", "i am"),
    ("ive", "i have"),
    ("ill", "i will"),
    ("id", "i would"),
    ("youre", "you are"),
    ("youve", "you have"),
    ("youll", "you will"),
    ("youd", "you would"),
    ("theyre", "they are"),
    ("theyve", "they have"),
    ("theyll", "they will"),
    ("theyd", "they would"),
    ("weve", "we have"),
    ("hes", "he is"),
    ("shes", "she is"),
    ("its", "it is"),
    ("itll", "it will"),
    ("thats", "that is"),
    ("thatll", "that will"),
    ("whats", "what is"),
    ("whos", "who is"),
    ("hows", "how is"),
    ("heres", "here is"),
    ("theres", "there is"),
    ("wheres", "where is"),
    ("whens", "when is"),
    ("whod", "who would"),
    ("howd", "how did"),
    ("how'd", "how did"),
    ("when'd", "when did"),
    ("where'd", "where did"),
    ("what'd", "what did"),
    ("why'd", "why did"),
    ("lets", "let us"),
    ("let's", "let us"),
    ("y'all", "you"),
    ("yall", "you"),
    ("ya'll", "you"),
    ("ya", "you"),
    ("ye", "you"),
    ("youse", "you"),
    ("yous", "you"),
    ("d'you", "do you"),
    ("d'ya", "do you"),
    ("d'ye", "do you"),
    ("gonna", "going to"),
    ("gotta", "got to"),
    ("wanna", "want to"),
    ("hafta", "have to"),
    ("fixin'", "going"),
    ("fixing", "going"),
    ("lemme", "let me"),
    ("gimme", "give me"),
    ("kinda", "kind of"),
    ("sorta", "sort of"),
    ("dunno", "do not know"),
    ("oughta", "ought to"),
    ("shoulda", "should have"),
    ("woulda", "would have"),
    ("coulda", "could have"),
    ("'em", "them"),
    ("'cause", "because"),
    ("cos", "because"),
    ("cuz", "because"),
    ("'til", "until"),
    ("til", "until"),
    ("till", "until"),
    ("o'clock", "oclock"),
    ("g'day", "gday"),
    ("ma'am", "maam"),
    ("s'posed", "supposed"),
    ("c'mon", "come on"),
    ("ok", "okay"),
    ("alright", "all right"),
    ("orright", "all right"),
    ("programme", "program"),
    ("programmes", "programs"),
    ("enrol", "enroll"),
    ("contracked", "contracted"),
    ("contrack", "contract"),
    ("arvo", "afternoon"),
    ("tomorra", "tomorrow"),
    ("mornin'", "morning"),
    ("mornin", "morning"),
    ("lookin", "looking"),
    ("goin", "going"),
    ("doin", "doing"),
    ("comin", "coming"),
    ("callin", "calling"),
    ("workin", "working"),
    ("somethin", "something"),
    ("nothin", "nothing"),
    ("anythin", "anything"),
    ("owt", "anything"),
    ("nowt", "nothing"),
    ("hiya", "hi"),
    ("hullo", "hello"),
    ("yello", "hello"),
    ("weans", "kids"),
    ("tae", "to"),
    ("wi'", "with"),
    ("wi", "with"),
    ("nae", "no"),
    ("wee", "little"),
];

/// Words after which `'s` is `is` rather than a possessive.
const TAKES_IS: &[&str] = &[
    "it",
    "that",
    "he",
    "she",
    "what",
    "who",
    "how",
    "here",
    "there",
    "where",
    "when",
    "why",
    "this",
    "which",
    "everything",
    "everybody",
    "everyone",
    "nobody",
    "somebody",
    "someone",
    "something",
    "nothing",
    "anybody",
    "anyone",
];

/// Spreads out `word`, which is lower-case ASCII with apostrophes; fillers become nothing.
pub(super) fn spread(word: &str) -> Vec<String> {
    let mut out = Vec::with_capacity(2);
    spread_into(word, &mut out);
    out
}

fn spread_into(word: &str, out: &mut Vec<String>) {
    if let Some((_, long)) = WHOLE.iter().find(|(short, _)| *short == word) {
        out.extend(long.split(' ').map(str::to_owned));
        return;
    }
    let bare = word.trim_matches('\'');
    if FILLERS.contains(&bare) {
        return;
    }
    for (ending, long) in
        [("n't", "not"), ("'ll", "will"), ("'re", "are"), ("'ve", "have"), ("'d", "would"), ("'m", "am")]
    {
        if let Some(stem) = word.strip_suffix(ending).filter(|stem| !stem.is_empty()) {
            spread_into(stem, out);
            out.push(long.to_owned());
            return;
        }
    }
    if let Some(stem) = word.strip_suffix("'s").filter(|stem| !stem.is_empty()) {
        spread_into(stem, out);
        if TAKES_IS.contains(&stem) {
            out.push("is".to_owned());
        }
        return;
    }
    if let Some(stem) = word.strip_suffix("in'").filter(|stem| stem.len() > 1) {
        out.push(format!("{stem}ing"));
        return;
    }
    let plain: String = word.chars().filter(|c| *c != '\'').collect();
    if !plain.is_empty() {
        if plain != word && plain != bare {
            out.push(plain);
        } else if WHOLE.iter().any(|(short, _)| *short == bare) && bare != word {
            spread_into(bare, out);
        } else {
            out.push(plain);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_forms_are_spread_out() {
        for (short, long) in [
            ("can't", "can not"),
            ("couldn't", "could not"),
            ("we'd", "we would"),
            ("they're", "they are"),
            ("it's", "it is"),
            ("tuesday's", "tuesday"),
            ("goin'", "going"),
            ("y'all've", "you have"),
            ("'em", "them"),
            ("wouldn't've", "would not have"),
            ("ain't", "is not"),
            ("'bout'", "bout"),
        ] {
            assert_eq!(spread(short).join(" "), long, "{short}");
        }
        assert!(spread("um").is_empty());
    }
}
