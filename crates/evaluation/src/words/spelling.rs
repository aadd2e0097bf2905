//! Ways of writing one word: contractions, fillers, British and American spelling, words written as one or two.

/// Sounds that mean nothing and that transcribers write or leave out as they like.
const FILLERS: [&str; 17] = [
    "um", "umm", "uhm", "uh", "uhh", "uhhuh", "er", "erm", "em", "hm", "hmm", "hmmm", "mm", "mmm", "mhm", "mmhm",
    "mmhmm",
];

/// Pairs that are also written as one word.
pub(super) const COMPOUNDS: [(&str, &str); 28] = [
    ("wi", "fi"),
    ("e", "mail"),
    ("e", "mails"),
    ("voice", "mail"),
    ("web", "site"),
    ("on", "site"),
    ("off", "site"),
    ("on", "line"),
    ("good", "bye"),
    ("bye", "bye"),
    ("lap", "top"),
    ("lap", "tops"),
    ("desk", "top"),
    ("work", "station"),
    ("work", "stations"),
    ("fire", "wall"),
    ("data", "base"),
    ("user", "name"),
    ("pass", "word"),
    ("back", "up"),
    ("back", "ups"),
    ("set", "up"),
    ("log", "in"),
    ("call", "back"),
    ("walk", "in"),
    ("sign", "up"),
    ("every", "body"),
    ("any", "more"),
];

/// Whole words that stand for others.
const EXPANSIONS: [(&str, &str); 48] = [
    ("can't", "can not"),
    ("cannot", "can not"),
    ("won't", "will not"),
    ("shan't", "shall not"),
    ("let's", "let us"),
    ("y'all", "you all"),
    ("yall", "you all"),
    ("'em", "them"),
    ("'cause", "because"),
    ("cause", "because"),
    ("cos", "because"),
    ("'til", "until"),
    ("til", "until"),
    ("till", "until"),
    ("gonna", "going to"),
    ("wanna", "want to"),
    ("gotta", "got to"),
    ("kinda", "kind of"),
    ("sorta", "sort of"),
    ("lemme", "let me"),
    ("gimme", "give me"),
    ("dunno", "do not know"),
    ("gotcha", "got you"),
    ("alright", "all right"),
    ("ok", "okay"),
    ("mr", "mister"),
    ("mrs", "missus"),
    ("dr", "doctor"),
    ("etc", "et cetera"),
    ("vs", "versus"),
    ("dollar", "dollars"),
    ("cent", "cents"),
    ("pound", "pounds"),
    ("euro", "euros"),
    ("rupee", "rupees"),
    ("it's", "it is"),
    ("that's", "that is"),
    ("he's", "he is"),
    ("she's", "she is"),
    ("what's", "what is"),
    ("who's", "who is"),
    ("where's", "where is"),
    ("there's", "there is"),
    ("here's", "here is"),
    ("how's", "how is"),
    ("when's", "when is"),
    ("why's", "why is"),
    ("ain't", "aint"),
];

/// Endings that stand for a word, longest first.
const ENDINGS: [(&str, &str); 6] =
    [("n't", "not"), ("'re", "are"), ("'ve", "have"), ("'ll", "will"), ("'m", "am"), ("'d", "would")];

/// British spellings that follow no rule below, and their American ones.
const BRITISH: [(&str, &str); 74] = [
    ("aeroplane", "airplane"),
    ("ageing", "aging"),
    ("aluminium", "aluminum"),
    ("analyse", "analyze"),
    ("analysed", "analyzed"),
    ("behaviour", "behavior"),
    ("cancelled", "canceled"),
    ("cancelling", "canceling"),
    ("catalogue", "catalog"),
    ("catalogues", "catalogs"),
    ("centre", "center"),
    ("centres", "centers"),
    ("cheque", "check"),
    ("cheques", "checks"),
    ("colour", "color"),
    ("colours", "colors"),
    ("defence", "defense"),
    ("dialled", "dialed"),
    ("dialling", "dialing"),
    ("dialogue", "dialog"),
    ("endeavour", "endeavor"),
    ("enquire", "inquire"),
    ("enquiries", "inquiries"),
    ("enquiry", "inquiry"),
    ("enrol", "enroll"),
    ("favour", "favor"),
    ("favourite", "favorite"),
    ("favours", "favors"),
    ("fibre", "fiber"),
    ("flavour", "flavor"),
    ("fuelled", "fueled"),
    ("fulfil", "fulfill"),
    ("grey", "gray"),
    ("harbour", "harbor"),
    ("honour", "honor"),
    ("honoured", "honored"),
    ("humour", "humor"),
    ("instalment", "installment"),
    ("jewellery", "jewelry"),
    ("judgement", "judgment"),
    ("kerb", "curb"),
    ("kilometre", "kilometer"),
    ("kilometres", "kilometers"),
    ("labelled", "labeled"),
    ("labour", "labor"),
    ("learnt", "learned"),
    ("licence", "license"),
    ("licences", "licenses"),
    ("litre", "liter"),
    ("litres", "liters"),
    ("metre", "meter"),
    ("metres", "meters"),
    ("modelling", "modeling"),
    ("mould", "mold"),
    ("neighbour", "neighbor"),
    ("neighbours", "neighbors"),
    ("offence", "offense"),
    ("plough", "plow"),
    ("practise", "practice"),
    ("pretence", "pretense"),
    ("programme", "program"),
    ("programmes", "programs"),
    ("pyjamas", "pajamas"),
    ("rumour", "rumor"),
    ("sceptical", "skeptical"),
    ("signalling", "signaling"),
    ("spelt", "spelled"),
    ("storey", "story"),
    ("theatre", "theater"),
    ("travelled", "traveled"),
    ("traveller", "traveler"),
    ("travelling", "traveling"),
    ("tyre", "tire"),
    ("tyres", "tires"),
];

/// Verbs that the British also write with `s`: stems before `ise`, `ised`, `ising`, `isation`.
const IZE_STEMS: [&str; 28] = [
    "apolog", "author", "categor", "critic", "custom", "digit", "emphas", "familiar", "final", "general", "initial",
    "local", "maxim", "memor", "minim", "modern", "monet", "normal", "optim", "organ", "personal", "prior", "real",
    "recogn", "special", "standard", "summar", "util",
];

/// Whether `word` is a sound that means nothing.
pub(super) fn is_filler(word: &str) -> bool {
    FILLERS.contains(&word)
}

/// The words that `word`, in lower case and perhaps with apostrophes, stands for; without apostrophes.
pub(super) fn expand(word: &str) -> Vec<String> {
    let inner = word.trim_matches('\'');
    for form in [word.trim_end_matches('\''), inner] {
        if let Some((_, words)) = EXPANSIONS.iter().find(|(from, _)| *from == form) {
            return words.split(' ').map(str::to_owned).collect();
        }
    }
    // "Goin'" is "going".
    if let Some(stem) = word.strip_suffix("in'").filter(|stem| stem.len() > 1 && !stem.contains('\'')) {
        return vec![format!("{stem}ing")];
    }
    for (ending, stands_for) in ENDINGS {
        if let Some(stem) = inner.strip_suffix(ending).filter(|stem| !stem.is_empty()) {
            let mut words = expand(stem);
            words.push(stands_for.to_owned());
            return words;
        }
    }
    let plain: String = inner.chars().filter(|c| *c != '\'').collect();
    if plain.is_empty() { Vec::new() } else { vec![plain] }
}

/// The American spelling of `word`.
pub(super) fn american(word: &str) -> String {
    if let Ok(i) = BRITISH.binary_search_by_key(&word, |(british, _)| british) {
        return BRITISH[i].1.to_owned();
    }
    for ending in ["ise", "ised", "ises", "ising", "isation", "isations"] {
        if let Some(stem) = word.strip_suffix(ending).filter(|stem| IZE_STEMS.contains(stem)) {
            return format!("{stem}{}", ending.replacen('s', "z", 1));
        }
    }
    word.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_sorted_and_maps_to_words_outside_it() {
        assert!(BRITISH.is_sorted_by_key(|(british, _)| *british));
        for (british, american) in BRITISH {
            assert!(BRITISH.iter().all(|(b, _)| *b != american), "{british}");
        }
    }

    #[test]
    fn verbs_in_ise_become_american() {
        for (british, expected) in [
            ("organise", "organize"),
            ("organisation", "organization"),
            ("realised", "realized"),
            ("promise", "promise"),
        ] {
            assert_eq!(american(british), expected);
        }
    }
}
