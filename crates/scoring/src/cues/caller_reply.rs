//! How the caller takes a refusal: offers to pay, asks for just this once, concludes that there is no help.

use std::sync::LazyLock;

use super::{CueKind, Finder};
use crate::text::Patterns;

static PLEA: LazyLock<Patterns> = LazyLock::new(|| {
    Patterns::new(&[
        "(?:could|can|would|will)(?: not)? (?:he|she|they|you|somebody|someone|anybody|anyone|one of \\w+) ~2 just|(?:bill|invoice|charge) (?:me|us)",
        "(?:i|we|my \\w+|the boss) (?:would|will|can|could|am ready to|am willing to|am happy to|\
         are willing to|are happy to|do not mind|would be happy to|would gladly) ~2 (?:pay|sign|join|\
         take the|take out|pay you|settle)",
        "(?:pay|paid|paying) (?:you |for it |for the |for that |for an |by |in |it |extra |on top|cash|today|\
         now|up front|whatever|double)",
        "(?:cash|card) (?:money|today|in hand|right now)|on me credit card|on my credit card|put it on",
        "(?:can i|could i|could we|can we|can you not|could you not|can not you|can not i|can not we|\
         could not you|could not we|is there (?:any )?way|is there (?:anything|nothing)) ~3 (?:just |still |\
         at least )*(?:pay|do it|sign|join|get on|make an exception|one time|once|come|send|look|write|\
         squeeze|have somebody|have someone)",
        "(?:even|not even|but) (?:if|for|just|to|with|a|one) ~4 (?:pay|paid|sign|signed|once|one|first|time|\
         minutes?|look|five|quick|advice)",
        "not even|just (?:the|this) (?:once|one|one time)|(?:just|only) (?:the )?(?:one|once|one time)",
        "one time (?:thing|job|fix)|just (?:come|a quick|want somebody|need somebody|take a look)",
        "(?:what if|suppose|if) (?:i|we) (?:pay|paid|sign|signed|join|joined|were to)",
        "how (?:much|would|does|do|can) ~3 (?:a person|i|we|somebody|you|the|this|it) ~3 (?:get on|join|sign|\
         plan|program|membership|retainer|contract|care)",
        "(?:can|could) (?:i|we) ~2 (?:get on|sign up|join)|give in writing|sign whatever",
        "(?:i am|we are) (?:a|your) customer|been (?:a customer|with you|a client|coming to you)",
        "we have been with you",
    ])
});

static RESIGNED: LazyLock<Patterns> = LazyLock::new(|| {
    Patterns::new(&[
        "so (?:that is a no|you (?:will|can|are|do|would|could) not|nobody|no one|you mean|there is nothing|\
         you also|what am i|what do i|i am|we are|even if|if i am not|unless|because|just because|i just|\
         i have to|i need to|you are (?:not|telling|saying))",
        "(?:you are not|nobody is|no one is) (?:coming|going|sending)",
        "(?:you|they) (?:will not|can not|do not) (?:even )?(?:come|help|look|send|do)",
        "that is (?:ridiculous|crazy|a shame|a pity|no good|not much help|too bad)|out of luck|stuck then",
        "what am i supposed|what do (?:i|people|we) do",
        "i will (?:call|ring|try|phone|find) (?:around|somebody|someone|another|elsewhere|somewhere)",
        "call around|shop around|ring round|i will leave it|forget it|never mind|thanks for nothing",
    ])
});

static NOT_A_CLIENT: LazyLock<Patterns> = LazyLock::new(|| {
    Patterns::new(&[
        "never (?:needed|had|used|dealt|been|called|rung|phoned|spoken|bothered|come|worked)|(?:found|got|saw|seen|looked up|googled) (?:you|your|y all|ye|this number|the number)",
        "(?:i am|we are|i have|we have|i do|we do|i was|we were|not) (?:not|never) ~4 (?:client|customer|\
         member|patient|contract|agreement|plan|account|used you|with you|been|signed|on anything|on any|\
         under|dealt|called|rung|rang|phoned|had)",
        "(?:no|not|never) ~3 (?:account|contract|client|customer|member|membership|agreement|signed up|\
         used you|called you|called before|rung before|rang before|been before|been there|been in)",
        "(?:first|1st) time (?:calling|ringing|caller|i have|we have|using|here)",
        "do not (?:have|think) ~5 (?:account|contract|agreement|plan|membership|one|you|with you|number|so)",
        "new (?:customer|client|patient)|there is no account",
    ])
});

static FIXED: LazyLock<Patterns> = LazyLock::new(|| {
    Patterns::new(&[
        "(?:it (?:worked|works|opened|is working|is up|is back|is on|came back|has come|is moving|is fixed|\
         loaded)|there (?:it|we|she) (?:goes|go|is|are)|they are back|that (?:did|fixed|worked|works)|\
         lights? (?:is|are) (?:on|back|green)|i am in|we are back|it is in|done it|got it)",
    ])
});

/// Finds how the caller takes things.
pub(super) fn find(finder: &mut Finder<'_>) {
    finder.push_first(CueKind::Plea, &PLEA);
    finder.push_first(CueKind::Resigned, &RESIGNED);
    finder.push_first(CueKind::CallerNotAClient, &NOT_A_CLIENT);
    finder.push_first(CueKind::Fixed, &FIXED);
}

/// Whether callers rather than agents say this.
pub(super) fn sounds_like_caller(text: &str) -> bool {
    PLEA.is_match(text) || RESIGNED.is_match(text)
}

#[cfg(test)]
pub(super) fn all() -> Vec<&'static LazyLock<Patterns>> {
    vec![&PLEA, &RESIGNED, &NOT_A_CLIENT, &FIXED]
}
