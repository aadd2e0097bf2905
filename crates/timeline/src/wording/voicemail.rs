//! How voicemail greetings, answering machines and the network speak.

use super::{Cue, Sign, cue};

/// The wording of voicemail.
pub(super) const CUES: &[Cue] = &[
    // A voicemail greeting excuses itself.
    cue(
        Sign::Voicemail,
        45,
        r"(?:cannot|unable to|not able to|could not|not available to|unavailable to|are not able to|not here to)(?: \w+){0,2} (?:come|get|take|answer|pick up|reach)(?: \w+){0,3} (?:phone|call|calls|you|up)",
    ),
    cue(
        Sign::Voicemail,
        40,
        r"(?:no one|nobody|not one of us|none of us|no body|person|party|i am|we are|is|are)(?: \w+){0,4} (?:not )?(?:available|here|at the phone|around|unavailable)(?: \w+){0,2} to (?:take|answer|help|assist)(?: \w+){0,3} (?:call|calls|phone|you)?",
    ),
    cue(
        Sign::Voicemail,
        30,
        r"(?:is not|am not|are not|currently|is|am|are) (?:un)?available(?: \w+){0,2} (?:right now|at the moment|at this time|to take|just now|at present)",
    ),
    cue(
        Sign::Voicemail,
        30,
        r"(?:no one|nobody|there is no one|there is nobody)(?: \w+){0,2} (?:available|here|at the|in the|around|home|to take)",
    ),
    cue(
        Sign::Voicemail,
        35,
        r"either (?:\w+ ){0,4}(?:line|phone|call|desk|office|site|job|customer|client)|(?:away from|stepped away from|out of) (?:my|our|the|your) (?:desk|phone|office|shop)",
    ),
    cue(
        Sign::Voicemail,
        35,
        r"(?:sorry )?(?:that )?(?:i|we)(?: have)? (?:missed|cannot take|could not take|did not get|did not catch) (?:your|you|the)(?: \w+)? ?(?:call)?|(?:if )?(?:i|we) (?:do not|did not|cannot|could not) (?:pick up|answer)",
    ),
    cue(
        Sign::Recorded,
        15,
        r"^(?:hi |hello |hey |hi there |hello there )?(?:you have (?:reached|got|called|come through to)|you are through to)",
    ),
    cue(
        Sign::Voicemail,
        35,
        r"(?:you have|you are)(?: \w+){0,3} (?:reached|called|got|to|through to)(?: \w+){0,4} (?:voicemail|mailbox|answerphone|answering machine|machine|voice box)",
    ),
    cue(
        Sign::Voicemail,
        45,
        r"(?:person|party|customer|subscriber|number|extension|mailbox|user) (?:that )?(?:you have|you are|you)(?: \w+){0,3} (?:dialed|called|calling|reached|reach|trying)",
    ),
    cue(
        Sign::Voicemail,
        35,
        r"(?:cannot|unable to|not able to|could not) (?:answer|talk|pick up|get to you|speak)(?: \w+){0,2} (?:now|moment|time)",
    ),
    cue(
        Sign::Voicemail,
        45,
        r"(?:not in service|no longer in service|cannot be completed|disconnected number|switched off|voice messag\w+|message system|messaging system|automatic voice)",
    ),
    cue(
        Sign::Voicemail,
        30,
        r"(?:we|i|nobody|no one)(?: \w+)? (?:am|are|is) not (?:home|at home|in|here|around)|you know (?:what to do|the drill)",
    ),
    cue(
        Sign::Voicemail,
        50,
        r"you have (?:reached|called|got) (?:the )?(?:personal |confidential )?(?:voice ?mail|voice ?mail ?box|voice mailbox|mailbox|voice messaging|answering machine|answerphone)(?: box| service)?(?: of| for|$)",
    ),
    // Who answers in person knows what they are doing.
    cue(
        Sign::Voicemail,
        35,
        r"i am (?:probably|either|likely|most likely)|we are (?:probably|either|likely|most likely)",
    ),
    cue(Sign::Voicemail, 20, r"(?:^| )cannot (?:talk|speak)(?: |$)"),
    cue(
        Sign::Voicemail,
        25,
        r"^(?:please |just |so |and )*(?:tell|give) (?:me|us) your (?:name|number|phone|details)(?: \w+){2,}",
    ),
    // It asks for a message.
    cue(
        Sign::Voicemail,
        40,
        r"(?:please |to |just |or |and |kindly |otherwise |so )(?:\w+ ){0,2}?leave (?:us |me |a |your |his |her |the |any |all )?(?:\w+ ){0,2}?(?:message|voicemail|name|details|something|contact|number|information)",
    ),
    cue(
        Sign::Voicemail,
        35,
        r"leave (?:us |me )?(?:your|a) (?:\w+ ){0,2}?(?:name|message|number|details)(?: \w+){0,8}? (?:and|number|after|at)",
    ),
    cue(Sign::Voicemail, 25, r"^(?:please )?leave (?:us|me|a|your|something|the)"),
    cue(
        Sign::Voicemail,
        50,
        r"(?:after|at|following|hear|wait for) the (?:\w+ )?(?:tone|beep|signal|bleep)|at the (?:tone|beep)",
    ),
    cue(
        Sign::Voicemail,
        40,
        r"record (?:your|a) (?:\w+ )?(?:message|name)|(?:when|once) you (?:are|have)(?: \w+)? (?:finished|done|completed)(?: \w+){0,2} (?:hang|press|recording|you)",
    ),
    cue(
        Sign::Voicemail,
        25,
        r"(?:get|call|ring|phone|holler|come|be)(?: \w+){0,2} (?:right )?back (?:to|at|with)? ?you(?: \w+){0,3} (?:as soon|shortly|when|just as|once|soon|within|the next)|(?:return|respond to|reply to) your (?:call|message)",
    ),
    cue(
        Sign::Voicemail,
        20,
        r"(?:get|call|ring|holler)(?: \w+){0,2} back (?:to|at)? ?you$|will (?:ring|call|phone|get back to|contact|return)(?: \w+){0,4} (?:within|as soon|first thing|next|shortly|when)",
    ),
    cue(
        Sign::Voicemail,
        50,
        r"to (?:send|save|delete|erase|rerecord|re record|listen to|replay|review|hear|mark|record) (?:your|this|the|it|that)(?: message| recording| again| again press)?",
    ),
    cue(
        Sign::Voicemail,
        50,
        r"(?:your )?message (?:has been|was|will be) (?:sent|saved|recorded|delivered|erased|deleted)|mailbox (?:is|that|you have|belonging)|accept (?:any )?(?:new |more )?messages|(?:messages?|mailbox) (?:is )?full",
    ),
    cue(
        Sign::Voicemail,
        40,
        r"(?:general|sales|support|voice|our|the|a) (?:voice )?(?:mailbox|voicemail|voice mailbox)(?: at| of| for| box)?$|(?:forwarded|transferred|sent) to(?: an?| the| our)?(?: \w+)? (?:voice|voicemail|mailbox|answering)",
    ),
    cue(
        Sign::Voicemail,
        30,
        r"(?:press|hit|push) (?:pound|hash|star|one|KEY)(?: \w+){0,5} (?:message|recording|send|finished)",
    ),
    cue(Sign::Recorded, 15, r"(?:shoot|send|drop) (?:me|us) (?:a|an) (?:text|email|message)"),
];
