//! What callers say of their relation to the firm, and how the firm knows them.

use std::sync::LazyLock;

use crate::text::Patterns;

/// The caller says to be a customer already.
pub(super) static SAYS_CUSTOMER: LazyLock<Patterns> = LazyLock::new(|| {
    Patterns::new(&[
        "(?:logged|raised|put in|opened|submitted) (?:a |an |the )?(?:ticket|call|case|request|job)",
        "any (?:news|update|word|progress|luck) (?:on|with|about) (?:my|our|the|that)",
        "you (?:were|was|are) (?:going|supposed|meant|due) to (?:call|ring|send|come|be|get back|fix|email|\
         order)",
        "waiting (?:on|for) (?:you|your|a part|the part|somebody|someone|a call|one of your|an? (?:update|\
         callback|engineer|technician))",
        "(?:someone|somebody|he|she|they|[a-z]+) was supposed to (?:come|call|be|ring|show|fix|send)",
        "(?:nobody|no one|he|she|they) (?:showed|turned) up",
        "(?:still|it is still) (?:not (?:working|fixed|right|printing|connecting)|leaking|broken|down|\
         doing it|waiting)",
        "the (?:one|thing|part|unit|machine|system|box|server|boiler|pump|[a-z]+) (?:that )?you (?:guys |\
         lot |lads )?(?:sold|installed|fitted|put in|replaced|set up|gave)",
        "since you (?:guys |lot )?(?:did|put|changed|moved|updated|installed|came|were|fixed|serviced)",
        "(?:new|another) (?:starter|hire|employee|user|staff member) ~5 (?:set up|account|mailbox|login|\
         laptop|email)",
        "(?:reset|forgot|forgotten|unlock) (?:my|her|his|the|our|a) password|password reset",
        "due (?:for )?(?:a |my |our |its |his |her )?(?:service|check ?up|cleaning|shots|boosters|next|\
         annual|tune up)",
        "we (?:pay|are paying) you|have you (?:guys )?(?:on|under) (?:contract|retainer)",
        "(?:our|my) (?:account manager|usual (?:guy|tech|engineer|girl|man)|regular (?:guy|tech|engineer))",
        "(?:is|can i (?:speak|talk) to|get) [a-z]+ (?:there|about) ~2 (?:he|she) (?:usually|normally|always|\
         was|is|did|has|knows)",
        "on (?:our|my) (?:plan|contract|agreement|account) with you|seeing (?:dr|doctor) [a-z]+",
        "(?:been )?(?:a )?patient (?:of|there|with)",
        "you (?:looked after|did|handled|drew up|prepared|represented) (?:my|our|us|me|the)",
        "(?:i am|we are) with you|your (?:monthly|portal|support line)",
        "(?:i am|we are|i have been|we have been|been) (?:a |an |your |one of your |already |long time |\
         existing |current |on |under |with )+(?:customer|client|patient|member|you|us|contract|plan|\
         your (?:books|plan|system|contract|service)|gold|silver|platinum|managed|the \\w+ plan)",
        "(?:customer|client|patient|member) (?:for|since|of yours)",
        "(?:with you|using you|coming to you|used you|had you) (?:guys |lot |folks |all )?(?:since|for|over|\
         going on|about|all|before|last|out|in) ~3",
        "(?:you guys|you lot|you lads|you people|you folks|you|your (?:guys?|lads?|fellas?|blokes?|techs?|\
         technicians?|engineers?|people|team|man|boys?|company|office|crew|[a-z]+)|\
         one of your [a-z]+) (?:(?:already |just )?(?:fixed|installed|put in|set up|serviced|replaced|\
         looked at|sorted|cleaned|treated|built|sold me|sold us|fitted|did (?:our|my|the|some)|do us|\
         look after (?:our|us|my)|looked after|handled|came out|came round|came by|(?:was|were) (?:here|\
         out) (?:last|on|yesterday|a|this|in)|promised|charged|billed|worked on|repaired|installed)) ~5",
        "(?:you|he|she|they) (?:were|was|came|came out|been|did) (?:out |here |over |round |in )*(?:here |\
         out )?(?:last|yesterday|on (?:<weekday>)|(?:<weekday>)|a (?:week|month|couple)|the other|\
         this morning|in (?:january|february|march|april|may|june|july|august|september|october|november|\
         december)|two|three|four|earlier)",
        "(?:my|our|the|an existing|an open|existing|that) (?:open |existing |support |previous |last |\
         repair )?(?:ticket|support case|account with you|contract with you|agreement with you|plan with you|\
         renewal|case number|ticket number|account number|membership with you|work order|\
         maintenance contract|retainer with you)",
        "(?:my|our|his|her) (?:appointment|booking|invoice|bill|service) (?:is|was|for|on|tomorrow|today|at|\
         with|from|next|this)",
        "(?:about|calling about|ringing about|got) (?:an |the |my |our |your )?(?:invoice|bill|ticket|\
         appointment|booking) ~1 (?:[0-9]+|number|you|i|we|from|for|last|on|yesterday)",
        "ticket in (?:from|since)|account (?:number|is|under|name)|ticket number",
        "same as (?:usual|last time|before)|like last time|as usual",
        "(?:acting up|playing up|happened|doing it|doing that thing|doing the same|doing the same thing|\
         at it|broken|down|out|frozen|stuck|leaking|not working|died|gone|off|beeping|\
         crashed) (?:up )?(?:on us |on me )?again",
        "again (?:today|this (?:morning|week|month))|same (?:problem|issue|thing|fault) (?:again|as)",
        "^(?:it is |hi |hello |hey )*(?:only )?me again|(?:it is|this is) [a-z]+ (?:again|from before)",
        "checking (?:on|in on|up on) (?:my|our|the)|calling back about|following up on",
        "(?:get|got|have|paid|pay|paying) (?:the|your|a|every|our) (?:bill|bills|invoice|invoices)",
        "you (?:charged|billed|invoiced|sent me|sent us)",
        "(?:reschedule|cancel|move|change|confirm) (?:my|our|the|his|her|an) (?:appointment|visit|booking|\
         service|cleaning|slot)",
        "(?:add|remove|set up|new starter|new user|new hire|offboard|reset) ~4 (?:mailbox|user|license|\
         account|password|starter|employee)",
        "for (?:our|my) (?:annual|regular|monthly|six month|usual|next|yearly|quarterly)",
        "(?:speak|talk|put me through|get|is|can i have|could i get|pass me|through) (?:to |with |\
         me )*(?:[a-z]+ )?(?:please|there|about it|again|back)? ?(?:about our (?:account|contract|renewal|\
         invoice))",
        "the usual|(?:we|i) (?:always|usually|normally) (?:deal with|speak to|talk to|get|have|see|use)",
        "(?:on|under|with|have|got) (?:your|the) (?:gold|silver|platinum|bronze|complete|total|premium|care|\
         managed|maintenance|service|support|protection) ~2 (?:plan|contract|agreement|cover|package|care)",
        "(?:our|my) (?:contract|agreement|plan|renewal|cover|lease|subscription) (?:is up|up in|up for|\
         expires|ends|runs out|renews|with you|covers|just for|says)",
        "(?:^|that |because |since |guys |folks )you (?:manage|host|look after|maintain) (?:our|my|us|\
         all our)",
        "on your (?:cloud|hosting|server|service|system|books|monitoring)",
    ])
});

/// The firm shows that it knows the caller.
pub(super) static KNOWN_TO_FIRM: LazyLock<Patterns> = LazyLock::new(|| {
    Patterns::new(&[
        "(?:log|raise|open|update|escalate|reopen) (?:a |you a |the |your |that |this as a |it as a |\
         another )?(?:ticket|case|incident)",
        "(?:asset|service|machine|computer|device) (?:tag|name|id) ~3",
        "is this (?:the same|about the|for the) (?:issue|one|problem|ticket)",
        "(?:same|usual) (?:address|site|place|contact)|let me (?:remote|jump|dial|log) (?:in|on)",
        "(?:i can|i will|let me) (?:see|pull up|check|look at) your (?:ticket|account|file|record|system|\
         server|machine|screen|monitoring)",
        "your (?:usual|regular|account|last|next) (?:tech|engineer|guy|manager|appointment|visit|service|\
         invoice)",
        "^(?:hi|hey|hello|morning|hiya|oh hi|sure hi|oh hello) [a-z]+$",
        "(?:i have|i have got|got|found|i see|i can see|there you are|i am (?:showing|seeing|looking at)|\
         let me pull|pulling|pull|bring|bringing) (?:you|your account|your file|your ticket|y all|ye|it|\
         that) ?(?:right |up |here |down as |on |in the |now |record|account|file|under )+~3",
        "(?:looking at|look at) (?:you|your account|how you are set up|what you have)",
        "(?:your|the) (?:ticket|case|account|file|history|notes|record) (?:is|shows|says|here|up|number|from|\
         in front|has|was)",
        "(?:i can|i) see (?:you|your|that|the (?:ticket|notes)) ~4 (?:last|here|with us|account|ticket|since|\
         been)",
        "is (?:this|that|it) about the (?:same|ticket|\\w+ (?:we|from))",
        "(?:good|nice|lovely|great) to hear from you",
        "how (?:is|are|was) (?:the|your) (?:knee|back|kids|family|wife|husband|mum|mom|baby|dog|holiday|\
         vacation|phones|new \\w+|hip|grandkids|move|trip|weekend)",
        "how are (?:the \\w+|things) treating",
        "(?:still|same) (?:the )?(?:best|same|good) (?:number|email|mobile|contact)",
        "(?:is|are) ~6 still (?:the best|your|good|the number)",
        "still (?:the|at|on) ~4 (?:number|mobile|address|email|ending)|thank you for being",
        "valued (?:customer|client)",
        "as (?:a|an|one of our) (?:existing|valued|current|gold|plan|managed|regular)",
        "you are (?:on|with|under) (?:our|the|a|gold|silver|us) ~3|how you are set up with us",
        "what you have got with us|you are billed|you have been with us|remote(?:d)? (?:in|into)",
        "i am going in remotely|last time (?:we|he|she|they) (?:were|was|came|did|had|fixed)",
        "when (?:we|he|she|they|i) (?:were|was|came) (?:out|there|in) last",
    ])
});

/// The caller says not to be a customer yet.
pub(super) static SAYS_NEW: LazyLock<Patterns> = LazyLock::new(|| {
    Patterns::new(&[
        "(?:i am|we are|am|are|is|was) (?:not|never) ~2 (?:a |an |your |with |on |one of |under |\
         signed )+(?:client|customer|member|patient|contract|plan|you|books|anything|existing|current|\
         agreement|up)",
        "(?:never|not) (?:used|called|rung|rang|dealt|been|worked|had|phoned|come|spoken|hired|tried) (?:you|\
         with you|to you|before|there|here|your)",
        "(?:first|1st) time (?:calling|ringing|caller|i|we|using|phoning|here|trying)",
        "new (?:customer|client|patient|here|to the area|in town|to you)",
        "do not have (?:an? |any |y all on any )*(?:account|contract|agreement|membership|plan|\
         kind of contract|client|customer)",
        "(?:there is|have|got|we have|i have) no (?:account|contract|agreement|membership|plan|client|\
         customer)",
        "no account|just moved",
        "(?:found|got|saw|seen|looked up|googled|see) (?:you|your (?:number|name|website|ad|advert|sign|van|\
         truck|card|details|reviews?|listing)|y all|ye|this number|the number)",
        "(?:number|name) (?:off|from|on) (?:a|the|google|your|online|my|our|facebook|yelp|internet)",
        "(?:recommended|referred|told me to (?:call|ring|ask)|told us to (?:call|ring)|gave me your|\
         suggested|put me on to|passed me your) ~3",
        "(?:are you|do you guys|do you|you guys) (?:taking|accept|accepting|take on) (?:on )?(?:new|any new)",
        "do you (?:guys |all |folks |also )?(?:do|service|handle|work on|cover|offer|treat|fix|repair|take|\
         come out|sell|install|support)",
        "not signed up|do (?:i|we) (?:have|need) to (?:be|sign|join|have)|is this the",
        "are you the (?:people|guys|ones|company|folks|place)",
        "could you (?:help|look after) (?:a|somebody|someone|us if)",
        "wondering (?:if|whether) (?:you|somebody|someone|i)",
    ])
});

/// The caller looks for somebody to hire or buy from.
pub(super) static SHOPPING: LazyLock<Patterns> = LazyLock::new(|| {
    Patterns::new(&[
        "(?:looking|looked|searching|hunting|shopping) (?:for|to|into|around|at) (?:a |an |some |somebody|\
         someone|get |hire |switch|change|move|have|buy|replace|quotes?|find|set up|an it|it support|help|\
         new|upgrade|install|getting|maybe|possibly)",
        "(?:need|want|after|would like|like|get) (?:a |an |some )?(?:quotes?|estimates?|prices?|pricing|\
         ballpark|somebody (?:to|who|that)|someone (?:to|who|that)|a (?:guy|man|person|company|firm|plumber|\
         dentist|vet|lawyer|technician|contractor|electrician|new \\w+) ?(?:to|who|that)?|consultation|\
         help with|it help|it support|new patient)",
        "how much (?:do|would|is|does|are|will|to|you|for) ~5",
        "what (?:do|would) you (?:charge|guys charge|cost)|what are your (?:rates|prices|fees|hours)",
        "(?:do you have|have you got) (?:any )?(?:openings?|availability|appointments?|slots?)",
        "(?:thinking|considering|interested) (?:about|of|in) ~5|take (?:on )?(?:our it|us on|it on|over our)",
        "can you (?:send|come|get|have|help|fix|take a look|look at|do|give|please|guys|fit|squeeze|see)",
        "could (?:you|somebody|someone) (?:come|send|look|take|help|fix|give)",
        "(?:any )?chance (?:of|you|somebody|someone)|get somebody|get someone",
        "switch(?:ing)? (?:providers?|companies|from)|not happy with (?:our|the|my)",
    ])
});

/// Something is wrong that the caller wants put right.
pub(super) static TROUBLE: LazyLock<Patterns> = LazyLock::new(|| {
    Patterns::new(&[
        "not (?:working|work|turning|starting|responding|print|printing|open|opening|load|loading|connect|\
         connecting|coming|heating|cooling|draining|getting|go|boot|charge|start|turn)",
        "(?:will not|can not|does not|did not|could not|would not) (?:print|open|load|connect|start|turn|\
         boot|get|log|send|receive|see|find|come|work|drain|heat|cool|flush|close|shut|stop|ring|talk|reach|\
         access)",
        "broke|broken|down|leak\\w*|flood\\w*|crash\\w*|hacked|virus|ransomware|locked out|stuck|frozen",
        "freez\\w*|dead|died|quit|stopped|error|blue screen|black screen|beeping|chirping|clicking|noise",
        "smell\\w*|smoke|burst|blocked|clogged|tooth|pain|swollen|limping|vomiting|bleeding",
        "no (?:heat|power|water|internet|hot water|signal|service|air)|infest\\w*|roaches|ants|mice|rats",
        "wasps|termites|bugs|corrupt\\w*|bounc\\w*|slow|dropping|went off|gone (?:off|green|blue|dead|down)",
        "served|sued|accident|lawsuit|divorce|estate|emergency|problem|issue|trouble|disaster",
    ])
});

#[cfg(test)]
pub(super) fn all() -> Vec<&'static LazyLock<Patterns>> {
    vec![&SAYS_CUSTOMER, &KNOWN_TO_FIRM, &SAYS_NEW, &SHOPPING, &TROUBLE]
}
