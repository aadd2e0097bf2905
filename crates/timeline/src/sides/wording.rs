//! Wording that the business uses, and wording that callers use.

use std::sync::LazyLock;

use regex::RegexSet;

use crate::wording::{compile_set, expand};

/// Wording of somebody who answers or serves, with its points in tenths of a natural logarithm of the odds.
pub(super) const SERVES: &[(i32, &str)] = &[
    (30, r"how (?:can|may|could|might) (?:i|we) (?:help|assist|direct)|what can (?:i|we) do (?:you )?for"),
    (25, r"thank you for (?:calling|ringing|holding|waiting|your patience|hanging)"),
    (
        20,
        r"sorry about the wait|you are through to|our (?:clients|customers|technicians|engineers|team|guys|schedule|service)|we only (?:support|work|help|do)",
    ),
    (
        15,
        r"(?:can|could|may) i (?:get|have|take|grab|ask|start with) (?:your|the|a|who)|what is (?:your|the|a good|the best|a|the account)(?: \w+){0,3} (?:name|number|address|phone|email|zip|postcode|code|account)|best (?:number|way) to (?:reach|call|get)|who (?:am i|have i|is calling|is this)",
    ),
    (
        15,
        r"are you (?:a|an|one of our|already|currently|under|on)(?: \w+){0,3} (?:client|customer|member|contract|plan|agreement)|(?:do|have) you (?:have|got) (?:a|an) (?:contract|account|agreement|plan|ticket|service)|account (?:number|under)|client (?:code|number)",
    ),
    (
        12,
        r"(?:somebody|someone|technician|tech|engineer|one of the \w+|i can|we can|i will|we will)(?: \w+){0,3} (?:out|call you|ring you|give you a call|book|schedule|send|get back|transfer|put you)|does (?:\w+ ){1,4}work|how many (?:\w+ )?(?:users|computers|people|machines|pcs|staff|workstations|of you|employees)",
    ),
    (
        10,
        r"we do not (?:do|service|support|cover|take|work)|we charge|our (?:rate|rates|fee|office|hours)|i can (?:get|put|book|send|schedule|transfer)|let me (?:see|check|get|grab|pull|look|transfer|put|find)|anything else i can",
    ),
    (
        8,
        r"how did you (?:hear|find)|bear with me|one moment please|hold (?:on|please)|are you (?:the owner|still there)|go ahead|when did (?:it|that|this)|since when|is (?:it|that) (?:every|all|just|only)",
    ),
];

/// Wording of somebody who calls because of something.
pub(super) const WANTS: &[(i32, &str)] = &[
    (
        25,
        r"i am (?:calling|ringing|phoning)(?: \w+){0,2} (?:about|because|from|to|for|in|regarding|on)|i was (?:calling|ringing|wondering|hoping|looking|told)|calling (?:about|because|to see)",
    ),
    (
        20,
        r"do you (?:guys|all|do|service|fix|offer|take|cover|have anybody|have anyone|have someone)|(?:can|could) (?:you|somebody|someone|anybody) (?:send|come|help|look|tell|fix|get)|i (?:need|want) (?:somebody|someone|to (?:speak|talk|get|see|find|book|order)|a|an|help|some)|(?:we|i) (?:am|are) looking for|we need",
    ),
    (
        15,
        r"(?:my|our) (?:computer|computers|laptop|server|printer|internet|wifi|wi fi|email|emails|network|phones?|system|boss|husband|wife|office|shop|store|ac|boiler|furnace|pool|alarm|car|house|roof|screen|machine|till|register|nephew|website)",
    ),
    (
        15,
        r"i (?:got|found|saw) (?:your|you)(?: \w+){0,2} (?:number|name|online|ad|website|guys)|is this (?:the|a)|have i got|am i (?:speaking|talking) (?:to|with)|you (?:guys|people|lot)",
    ),
    (
        12,
        r"(?:will not|would not|cannot|does not|do not|stopped|keeps|quit|went|is down|are down|gone|broke|broken|not working|crashed|dead|locked|stuck|error)",
    ),
    (
        10,
        r"(?:i am|my name is|this is|it is|name is) (?:\w+ ){1,4}(?:from|with|at|over at|over in|out)|call me back|i will pay|how much|do i (?:need|have)|what do i do",
    ),
    (
        8,
        r"^(?:oh |um |uh |yeah |yes |ah |er )*(?:hi|hello|hey|hiya|morning)(?: there)?(?: \w+)? (?:um|uh|yeah|yes|i|my|we|so|it is|this is)",
    ),
];

/// Wording with which somebody answers for a firm.
const ANSWERS: &[&str] = &[
    r"thank you for calling|thanks for calling|welcome to|you have reached|you are through to",
    r"good (?:morning|afternoon|evening|day)(?: \w+){1,8} (?:this is|speaking|how|what)",
    r"(?:\w+ ){1,6}(?:this is \w+|\w+ speaking|\w+ here)(?: how (?:can|may).*| what can.*)?$",
];

/// Openings that say nothing about who says them.
const BARE: &str = r"^(?:hello|hi|hey|yes|yeah|okay|um|uh)(?: (?:hello|hi|hey|yes|yeah|there|okay|um|uh))*$";

/// Words that one side says more often than the other, with points for the business each time that a segment has them.
///
/// Points are in tenths of a natural logarithm of the odds. They were learned from 96 labelled dialogues of four authors,
/// as 0.4 times the logarithm of the odds that a turn with the word is the business's, since words of one turn go
/// together; words of one trade, place or author are left out. By themselves they find the business in nine of ten
/// dialogues of an author whom they were not learned from.
const TILTS: &[(i32, &str)] = &[
    (7, "many"),
    (6, "let|give|take care"),
    (5, "how|or|thanks|please|speaking|yourself|care"),
    (4, "when|number|help|keep|wait|take"),
    (3, "you|your|what|would|who|does|put|only|see|sorry|first|us"),
    (2, "can|will|are|if|be"),
    (-2, "come|like|oh"),
    (-3, "one|two|three|four|five|six|seven|eight|nine|but|had|since|our|me"),
    (-4, "my|need|says|said|even|think"),
    (-5, "dot|pay|um|uh"),
    (-6, "hi"),
];

pub(super) static SERVES_SET: LazyLock<RegexSet> = LazyLock::new(|| set_of(SERVES.iter().map(|(_, p)| *p)));
pub(super) static WANTS_SET: LazyLock<RegexSet> = LazyLock::new(|| set_of(WANTS.iter().map(|(_, p)| *p)));
static ANSWERS_SET: LazyLock<RegexSet> = LazyLock::new(|| set_of(ANSWERS.iter().copied()));
static BARE_SET: LazyLock<RegexSet> = LazyLock::new(|| compile_set(&[BARE.to_owned()]));

/// Whether somebody answers for a firm, by the normalized words of an opening.
pub(super) fn answers_for_a_firm(words: &str) -> bool {
    ANSWERS_SET.is_match(words)
}

/// Whether normalized words are no more than a hello.
pub(super) fn is_bare(words: &str) -> bool {
    BARE_SET.is_match(words)
}

/// Points for the business from the single words of a segment, each counted once.
pub(super) fn tilt(words: &str) -> i32 {
    let has = |word: &str| words.split(' ').any(|w| w == word);
    TILTS.iter().flat_map(|(points, list)| list.split('|').filter(|word| has(word)).map(move |_| points)).sum()
}

fn set_of(patterns: impl Iterator<Item = &'static str>) -> RegexSet {
    compile_set(&patterns.map(expand).collect::<Vec<_>>())
}
