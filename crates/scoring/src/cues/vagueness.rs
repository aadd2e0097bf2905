//! What only sounds like a commitment: promises without a time, conditions out of reach, a no, the sale of an arrangement.

use std::sync::LazyLock;

use crate::text::Patterns;

/// A promise that binds nobody to a time.
pub(super) static VAGUE: LazyLock<Patterns> = LazyLock::new(|| {
    Patterns::new(&[
        "(?:call|ring|phone|get back|get on|email|message|text|reach out|follow up|contact|get in touch|\
         be in touch|touch base|circle back|be back in touch|buzz|holler|be (?:on|back) to) (?:to |with |in |\
         on )*(?:you|ye|back|you back|touch|at you|them|him|her)",
        "be in touch|reach out",
        "give (?:you|ye|them|him|her) ~2 (?:call|bell|ring|buzz|shout|tinkle|holler|text|phone|dingle|\
         wee call)",
        "(?:call|phone) back|callback|in touch",
        "(?:send|email|shoot|flick|drop|pop|fire|text|post|mail|ping) (?:you |ye |it |through |over |across |\
         out |off |them )*(?:some |the |our |a |an |that |all the |over |out |few |more |price |little |\
         wee )*(?:info|information|brochure|brochures|pack|packs|details|price list|prices|pricing|rates|\
         literature|leaflet|link to (?:our|the) (?:site|website)|flyer|pdf|packet|rundown|overview|options|\
         a quote|quote|quotes|estimate|figures|numbers|something)",
        "(?:look|see|check|go|find|read|all|have a look|it is|they are|described|listed|everything|fill|\
         form) ~3 (?:at|on|out|to|through) (?:our|the) (?:\\w+ )?(?:website|site|web page|webpage|page|web|\
         portal|app)",
        "(?:website|online form|contact form)",
        "(?:call|ring|try|give|phone|contact|come|check|get) (?:us|me|here|again|back)? ?(?:us |a call |\
         a ring |a shout |a bell |a holler |back |in )*(?:again|back|in (?:a|the|two|three|few|couple)|\
         next (?:week|month|year)|later|tomorrow|after|if|when you|once|whenever|another time|some ?time|\
         a ring|a shout|a holler|a bell|a call)",
        "give us a (?:call|ring|shout|bell|holler)",
        "(?:pass|put|leave|take|write|note|log|hand|send) (?:it|that|this|your \\w+|a note|a message|you|\
         them|the message|the details|a word) ~2 (?:on|along|over|to|for|down|up|in) ~4",
        "(?:leave|take|get) (?:a|the|your) (?:message|note|details|name)|on the (?:list|board)",
        "(?:page|let|tell|ask|check with|run it by|talk to) (?:him|her|them|the \\w+|whoever|somebody|\
         someone|\\w+) ~3 (?:know|out|when|and see|if)",
        "(?:see|let you know|find out|hear) (?:what|if|how|back|from) ~4|we will see",
        "(?:at some point|when (?:he|she|they|we|somebody) (?:get|gets|has|have|is|are) ~4)",
        "as soon as (?:he|she|they|we|somebody|possible)",
        "when(?:ever)? (?:he|she|they|somebody|someone|one of (?:them|the \\w+)) ~4",
    ])
});

/// A promise that somebody will call.
pub(super) static CALL_BACK: LazyLock<Patterns> = LazyLock::new(|| {
    Patterns::new(&[
        "(?:call|ring|phone|get back|get on|reach out|follow up|get in touch|be in touch|touch base|be (?:on|\
         back) to) (?:to |with |in |on )*(?:you|ye)",
        "be in touch|give (?:you|ye) ~2 (?:call|bell|ring|buzz|shout|tinkle|holler)|call back",
    ])
});

/// Nothing is committed: it hangs on what is not so.
pub(super) static HYPOTHETICAL: LazyLock<Patterns> = LazyLock::new(|| {
    Patterns::new(&[
        "if (?:you|it|that|they|this|y all|that \\w+|your \\w+|the \\w+|i) (?:were|was|had been|had|\
         would been|would have|would had|would gone|would called|would|ever) ~8",
        "had (?:you|it|they) (?:been|had|signed|joined|called|rung)",
        "(?:would|could|might|should) have (?:been|had|got|gotten|sent|come|gone|a|somebody|someone|him|her|\
         a man)",
        "if (?:it|that) (?:is|does|keeps|happens|comes|gets|starts|acts) ~6|(?:otherwise|other wise) not",
        "(?:in principle|ordinarily|theoretically|in theory) ~6|(?:normally|usually) (?:we|i) would",
        "(?:once|after|when|until|unless) (?:you are|you have|that is|it is|they are|\
         you get) ~4 (?:<agreement>|signed|on|in|a client|a customer|through|paid|complete|done)",
        "(?:then|maybe|perhaps) we can think|we can think of|thinking of sending",
        "(?:once|after|when|if|until|unless|as soon as|provided|assuming) ~5 (?:<arrangement>) ~8 (?:would|\
         could|can|will|then|we|i)",
        "(?:where|for) (?:those|people|clients|members|customers|folks) ~6 (?:would|we)",
        "(?:wish|would love to) ~4 (?:could|but)|only (?:get|gets|go|goes|send|sends|come|comes)",
    ])
});

/// A condition that the caller can meet at once: "if you sign up today we can be there by four".
pub(super) static NOW: LazyLock<Patterns> = LazyLock::new(|| {
    Patterns::new(&[
        "(?:if|when|once) (?:you|we|i) (?:can |want to |would like to |could )?(?:sign|join|pay|text|send|\
         take|start|get|do|go|put|order|enroll|give|book) ~8 (?:today|now|right now|over the phone|\
         this (?:morning|afternoon)|tonight|link)",
    ])
});

/// A no in the sentence: "I cannot get anybody out before Thursday".
pub(super) static REFUSED: LazyLock<Patterns> = LazyLock::new(|| {
    Patterns::new(&[
        "(?:can not|could not|will not|would not|not able to|unable to|not going to|do not|does not|did not|\
         is not|are not|not allowed|nobody|no one|none|nothing|never|no) ~3 (?:get|have|send|come|be|do|book|\
         schedule|fit|squeeze|slot|see|put|promise|give|say|guarantee|offer|dispatch|make|available|free|\
         open|anybody|anyone|somebody|someone|until|till|before|to you|there|out|going|coming|let|allow|\
         a time|any|know|go|look|take|sign|accept|start|spare|looking|sending|openings?|way)",
        "(?:booked|full|solid|backed up|buried|slammed|swamped) ~6 (?:until|till|to|through|past|before|\
         after)",
        "past (?:easter|christmas|thanksgiving)|not (?:until|before|today|tomorrow|this week)",
    ])
});

/// The conversation is about selling an arrangement rather than helping.
pub(super) static SALES_TALK: LazyLock<Patterns> = LazyLock::new(|| {
    Patterns::new(&[
        "options|what we offer|walk you through|talk (?:you )?through|talk about|sit down with|get to know",
        "good fit|a fit|introduce|introduction|discuss|explain|present|joining|becoming|bring you on",
        "take you on|on ?board|first meeting|start date|the week after|sign (?:you|ye) up|<agreement>",
        "sign (?:it|the|an|on|up|here|that)|to sign|form|a month|per month|for the year|year minimum|join",
        "sales|discovery|demo|demonstration|introductions?|paperwork|coming on board|come on board|sign ups?",
        "onboarding|surveyor|quote for the|proposal|pricing|tiers?|account manager|account executive",
        "business development|policy|new client|intake|orientation|consultant|the money side|terms",
    ])
});

#[cfg(test)]
pub(super) fn all() -> Vec<&'static LazyLock<Patterns>> {
    vec![&VAGUE, &CALL_BACK, &HYPOTHETICAL, &NOW, &REFUSED, &SALES_TALK]
}
