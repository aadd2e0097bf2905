//! How queue and hold messages speak.

use super::{Cue, Sign, cue};

/// The wording of queues.
pub(super) const CUES: &[Cue] = &[
    // A queue message says why nobody answers, where one stands and how long it takes.
    cue(
        Sign::Queue,
        50,
        r"your call (?:is|matters)(?: \w+){0,2} (?:important|valued|valuable|to us)|we value your (?:call|business|time)",
    ),
    cue(
        Sign::Queue,
        50,
        r"(?:all|each|every one|everyone)(?: of)?(?: \w+){0,4} (?:is|are|our)(?: \w+){0,3} (?:busy|assisting|helping|serving|speaking|engaged|unavailable|tied up|with other|flat out|(?:on|with)(?: \w+){0,3} (?:line|lines|call|calls|phone|phones|customers?|callers?|clients?|another|other))",
    ),
    cue(
        Sign::Queue,
        35,
        r"(?:busy|assisting|helping|serving|speaking|engaged|flat out|dealing|line|lines|calls|on|with)(?: \w+){0,4} other (?:\w+ )?CALLERS",
    ),
    cue(
        Sign::Queue,
        40,
        r"(?:next|first|one) available (?:\w+ )?STAFF|STAFF (?:who |that )?(?:becomes|become|is|are) (?:next )?available|next available",
    ),
    cue(
        Sign::Queue,
        50,
        r"(?:in )?(?:the )?order (?:in which )?(?:(?:it|they|that it|your call|that they) )?(?:was|were|is|are|it was)?(?: \w+)? ?received",
    ),
    cue(
        Sign::Queue,
        40,
        r"(?:estimated|expected|approximate|average|current|anticipated)(?: \w+){0,2} (?:wait|hold|waiting|holding|queue)|(?:wait|hold|waiting|holding) times? (?:is|are)",
    ),
    cue(
        Sign::Queue,
        45,
        r"(?:higher|longer|greater|heavier|busier|more)(?: \w+)? than (?:normal|usual|average|expected)|(?:high|heavy|unusually high|large) (?:call )?(?:volumes?|number of calls|demand)",
    ),
    cue(
        Sign::Queue,
        45,
        r"(?:you are|you)(?: \w+){0,3} (?:number|caller|position|next|first|second|third|fourth|fifth)(?: \w+){0,4} (?:queue|line)",
    ),
    cue(
        Sign::Queue,
        45,
        r"caller number|position in (?:the |our )?(?:queue|line)|(?:place|spot) in (?:the |our )?(?:queue|line)|^in (?:the )?(?:queue|line)$",
    ),
    cue(
        Sign::Queue,
        30,
        r"(?:someone|somebody|one of (?:our|the)(?: \w+)?|a member of(?: \w+){1,3}|STAFF)(?: \w+){0,4} will (?:be|answer|take|assist|help|speak)(?: \w+){0,5} (?:SOON|you|call)",
    ),
    cue(Sign::Queue, 35, r"(?:your call )?will be (?:answered|taken|attended|connected)(?: \w+){0,3}"),
    cue(
        Sign::Queue,
        30,
        r"(?:continue|continuing) to hold|(?:remain|keep holding|stay) on (?:the )?line(?: \w+){0,6} (?:STAFF|answered|SOON|next)",
    ),
    cue(Sign::Queue, 20, r"(?:please )?(?:remain|stay|keep) (?:on|holding)(?: on)?(?: the)? ?(?:line)?"),
    cue(
        Sign::Queue,
        25,
        r"(?:please )?(?:hold|wait|stand by|stay on the line)(?: \w+){0,3} while (?:we|your|i) (?:\w+ ){0,3}(?:connect|transfer|locate|find|try|reach|put|being)\w*",
    ),
    cue(
        Sign::Queue,
        30,
        r"(?:your call is|you are|you will be|you are now|your call is now) (?:being )?(?:connected|transferred|forwarded|routed|put through)|(?:connecting|transferring|forwarding|routing) (?:your call|to)",
    ),
    cue(
        Sign::Queue,
        25,
        r"^we are (?:very |so |really )?sorry (?:to keep you|for (?:the|any|this)|that you)|^we apologi[sz]e",
    ),
    cue(
        Sign::Queue,
        20,
        r"(?:we )?(?:appreciate|thank you for) your (?:patience|continued patience)|for your patience",
    ),
    cue(
        Sign::Queue,
        30,
        r"(?:we )?(?:apologize|apologise|are sorry|sorry) for (?:the|any|this) (?:delay|wait|inconvenience|long)",
    ),
    cue(Sign::Queue, 30, r"(?:request|receive|arrange|schedule) (?:a|your) (?:call ?back|return call)|keep your place"),
    cue(Sign::Queue, 30, r"still trying|trying to (?:connect|locate|reach) (?:you|your party|the person)"),
    cue(
        Sign::Queue,
        25,
        r"we will (?:be with you|get to you|answer your call|take your call|call you back at this number)",
    ),
    cue(
        Sign::Queue,
        45,
        r"your call is (?:number|in position|now|next|currently)|(?:there are|you have|are) (?:\w+ ){1,3}(?:ahead of you|before you|in front of you|in the queue)",
    ),
    cue(
        Sign::Queue,
        20,
        r"we are (?:currently|presently) (?:experiencing|receiving|dealing|helping|assisting|busy|serving)",
    ),
    // Time on hold is filled with offers.
    cue(Sign::Promotion, 25, r"did you know"),
    cue(
        Sign::Promotion,
        20,
        r"while you (?:wait|hold|are waiting|are holding)|(?:ask|speak to|talk to) (?:us|your|one of our|a member)(?: \w+){0,4} (?:about|how|today)|^(?:why not )?ask (?:us )?(?:about|how)",
    ),
    cue(Sign::Promotion, 20, r"thank you for (?:holding|waiting|your continued)"),
];
