//! How recorded notices speak, and what any recording may say.

use super::{Cue, Sign, cue};

/// The wording of notices.
pub(super) const CUES: &[Cue] = &[
    // A bare notice.
    cue(
        Sign::Notice,
        25,
        r"(?:calls?|conversations?|lines?)(?: \w+){0,5} (?:may|will|is|are|might|could)(?: \w+){0,3} (?:monitored|recorded|recording|transcribed)",
    ),
    cue(
        Sign::Notice,
        20,
        r"(?:recorded|recording|monitored|record)(?: \w+){0,5} (?:training|quality|purposes|service|security|verification|compliance)",
    ),
    cue(
        Sign::Notice,
        20,
        r"(?:quality|training|monitoring|security|verification)(?: (?:and|assurance|or|control))*(?: \w+)? purposes",
    ),
    cue(
        Sign::Notice,
        20,
        r"^(?:please (?:note|be aware)(?: that)? )?(?:this|your|all|these) (?:phone )?calls?(?: \w+){0,3} (?:recorded|monitored)",
    ),
    cue(
        Sign::Notice,
        30,
        r"we (?:may |might |do |will |also |always )*(?:record|monitor|be recording|be monitoring)(?: and (?:record|monitor))? (?:this|our|all|your|the|every|these|phone|incoming)(?: \w+){0,2}? ?calls?",
    ),
    // Recordings speak of hours and websites, whoever calls.
    cue(
        Sign::Recorded,
        30,
        r"(?:office|business|opening|regular|normal|working|operating|trading) hours(?: \w+){0,3} (?:are|is|of)",
    ),
    cue(
        Sign::Recorded,
        25,
        r"(?:we are|office is|offices are|lines are|shop is|store is|clinic is)(?: \w+){0,2} (?:closed|shut|open)(?: \w+){0,2} (?:for|now|until|from|at|monday|today|between|just)",
    ),
    cue(Sign::Recorded, 20, r"(?:office|offices|lines|shop|store) (?:is|are) (?:\w+ )?(?:closed|shut)"),
    cue(Sign::Recorded, 25, r"(?:called|reached us|calling) (?:outside|after|out of)(?: \w+){0,3} hours"),
    cue(
        Sign::Recorded,
        25,
        r"open (?:from )?\w+(?: thirty)? (?:to|until|till) \w+(?: thirty)?(?: \w+)? monday|monday (?:to|through|till) (?:friday|saturday)",
    ),
    cue(Sign::Recorded, 20, r"(?:visit (?:us|our)|our website|online at|www|find us)"),
    cue(
        Sign::Recorded,
        15,
        r"(?:proudly|serving|caring for|trusted|watching over|looking after|for over|since (?:nineteen|two thousand|19|20))(?: \w+){0,6}",
    ),
    cue(Sign::Recorded, 15, r"^if you are (?:calling|ringing|phoning) (?:about|for|to|regarding|with)"),
    cue(Sign::Recorded, 25, r"(?:your call|calls) (?:is|are|will be|has been|cannot be|could not be)"),
    cue(Sign::Recorded, 20, r"thank you (?:and )?(?:goodbye|good bye)$|^goodbye$"),
];
