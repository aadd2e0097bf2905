//! How machines that converse speak.

use super::{Cue, Sign, cue};

/// The wording of bots.
pub(super) const CUES: &[Cue] = &[
    // A bot introduces itself, or explains how to talk to it.
    cue(
        Sign::Bot,
        60,
        r"(?:virtual|automated|digital|ai|a i|artificial|robotic|voice|smart|intelligent|electronic) (?:\w+ )?(?:assistant|agent|receptionist|attendant|operator|helper|concierge|secretary)",
    ),
    cue(
        Sign::Bot,
        40,
        r"automated (?:\w+ )?(?:system|service|line|phone)|(?:powered by|speaking (?:to|with)|our|an|the) (?:ai|a i)",
    ),
    // Nobody else says so of themselves, so one sentence settles what the sentences before it were.
    cue(
        Sign::Bot,
        110,
        r"(?:i am|this is|you are (?:speaking|talking|chatting) (?:to|with))(?: \w+){0,3}? (?:an?|the|your|our)(?: \w+){0,3}? (?:virtual|automated|digital|ai|a i|robotic|voice)(?: \w+)? (?:assistant|agent|receptionist|attendant|operator|helper|concierge|secretary)",
    ),
    cue(Sign::Bot, 110, r"i am (?:just )?(?:an? )?(?:ai|a i|artificial|robot|bot|automated|virtual)"),
    cue(
        Sign::Bot,
        45,
        r"(?:in|using) (?:a )?(?:few|just a few|couple of|short|your own|one or two) words|in (?:a )?(?:short|brief|full) (?:sentence|phrase)",
    ),
    cue(
        Sign::Bot,
        60,
        r"you can (?:say|tell me|ask me)(?: \w+){0,3} (?:things|something|like|anything)|you can (?:also )?say|(?:just|simply) say|for example (?:you can )?(?:say|you might)|say (?:yes|no|yes or no|it|help)(?: or| now|$)",
    ),
    cue(
        Sign::Bot,
        35,
        r"(?:please |briefly |now )(?:tell me|say|describe|state|ask)(?: \w+){0,4} (?:reason|why you are calling|what you are calling|how i can help|purpose|calling about|problem)",
    ),
    cue(Sign::Bot, 25, r"tell me (?:what|why|how|briefly)(?: \w+){0,3} (?:calling|help|need|after|looking)"),
    cue(
        Sign::Bot,
        20,
        r"(?:i did not|i could not|sorry i|i am having trouble)(?: \w+){0,2} (?:catch|understand|understanding|hear|get) (?:that|you|your)(?: response| request| answer)?",
    ),
    cue(
        Sign::Bot,
        20,
        r"it sounds like you (?:would|want|need|are)|(?:it )?(?:sounds|seems) like you(?: \w+){0,3} (?:speak|talk|calling)|i (?:heard|think you said|understood)|did you say",
    ),
    cue(
        Sign::Bot,
        20,
        r"i (?:can|could) help (?:you )?(?:with )?(?:that|most|many|a lot|things|questions|book|schedule|find|\w+ \w+ or)|i am here to (?:help|assist)",
    ),
    cue(
        Sign::Bot,
        35,
        r"(?:talk|speak|speaking) (?:to|with) (?:a )?(?:human|real person|live person|live agent|team member|representative)",
    ),
    cue(
        Sign::Bot,
        60,
        r"screening (?:service|your call)|using (?:a|google) (?:call )?(?:screening|assistant)|(?:i will|let me) see if (?:this person|they|he|she) is available",
    ),
    cue(Sign::Bot, 10, r"^(?:great|perfect|got it|thank you|sure|okay) i (?:can|will|have)"),
];
