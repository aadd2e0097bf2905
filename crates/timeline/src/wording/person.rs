//! How people answer the phone.

use super::{Cue, Sign, cue};

/// The wording of people.
pub(super) const CUES: &[Cue] = &[
    // A person gives a name.
    cue(Sign::Human, 25, r"(?<name>\w+) (?:speaking|this side)$|(?<name2>\w+) speaking (?:how|what|can|may|good)"),
    cue(Sign::Human, 20, r"(?<name>\w+) here$"),
    cue(Sign::Conversation, 25, r"this is (?<name>\w+)(?: \w+){0,2}$"),
    cue(Sign::Conversation, 20, r"this is (?<name>\w+)"),
    cue(Sign::Conversation, 15, r"(?:it is|i am|my name is|name is) (?<name>\w+)(?: \w+){0,3}$"),
    cue(
        Sign::Human,
        20,
        r"(?:speaking|talking) (?:to|with) (?<name>\w+)|you have got (?<name2>\w+)$|you are through to (?<name3>\w+)$",
    ),
    // A person offers help and asks.
    cue(
        Sign::Conversation,
        30,
        r"how (?:can|may|could|might|shall|do) (?:i|we) (?:help|assist|direct|be of)|what can (?:i|we) do (?:you )?for|how (?:can|may) i$|can i help|may i help",
    ),
    cue(
        Sign::Human,
        20,
        r"who is (?:this|calling|that)|who am i|who have i|who would you|what is (?:up|broke|going on|the matter|wrong)|what seems|go ahead",
    ),
    cue(
        Sign::Conversation,
        15,
        r"^(?:and |so |okay |right |alright |well |oh |uh |um |yes |yeah |sorry ){0,3}(?:who|what|when|where|which|how|why|are you|are we|is it|is that|is this|have you|do you|did you|does|can you|can i|could you|could i|may i|would you|will you|what is)",
    ),
    cue(
        Sign::Human,
        35,
        r"(?:would|do|did|can|could) (?:you|i|we) (?:like|want|care|please)?(?: \w+){0,2}? ?(?:to )?(?:leave|take) (?:a |him |her |your )?(?:message|name)",
    ),
    cue(Sign::Human, 30, r"(?:leave|take) (?:a )?message (?:for|with) (?:him|her|them)|(?:put|pop) you on hold"),
    cue(
        Sign::Human,
        18,
        r"^(?:\w+ ){0,5}(?:please hold|hold please|can you (?:please )?hold|could you (?:please )?hold|hold the line)(?: please| on| a \w+| for \w+ \w+)?$",
    ),
    cue(
        Sign::Human,
        15,
        r"this is the (?:\w+ )?(?:front desk|office|reception|receptionist|desk|manager|owner|shop|store)",
    ),
    // A person answers in a machine's place, or for a department.
    cue(
        Sign::Human,
        40,
        r"sorry (?:about|for) (?:the|that|our) (?:\w+ )?(?:machine|recording|voicemail|answering|answerphone|message|phone system|robot)",
    ),
    cue(Sign::Human, 20, r"^\w+(?: \w+)? good (?:morning|afternoon|evening)$"),
    // A person explains what a machine says.
    cue(
        Sign::Human,
        35,
        r"(?:and |so )?then it (?:says|asks|tells|will|gives|goes)|^(?:so |okay |then |and |well |just |right ){1,3}you (?:just |would |want to |need to )?(?:press|push|hit|hold|dial|type|enter|click|pick|choose)",
    ),
    // A person reacts, hesitates, apologizes.
    cue(Sign::Human, 20, r"uh|um|er|erm|em|hmm|mm|ah|oh|aw|huh|mm hm|ayuh|yep|yeah|nope|aye|ooh|gosh|alrighty"),
    cue(
        Sign::Conversation,
        12,
        r"^(?:okay|right|sure|alright|gotcha|got it|yes|no|lovely|perfect|great|no worries|of course|absolutely|certainly|oh)",
    ),
    cue(
        Sign::Human,
        25,
        r"sorry (?:about|bout|for) (?:the wait|that|keeping you|the delay)(?: \w+){0,2}$|sorry i am|i am here|thank you for (?:hanging|holding there|bearing)|sorry to keep",
    ),
    cue(
        Sign::Human,
        25,
        r"^(?:hang|hold) on|bear with me|(?:one|just a|give me a|two) (?:sec|second|secs|seconds|moment|minute|tick|ticks)|can you hear me|are you (?:still )?there|still there|you there",
    ),
    cue(
        Sign::Human,
        30,
        r"hello hello|(?:do not mind|turn off|shut|kill|stop|ignore)(?: \w+){0,3} (?:machine|thing|recording|answering)|i got you|you got me|it is me|picked up|caught me|got to the phone|just (?:came|walked|got) in",
    ),
    cue(Sign::Conversation, 12, r"i (?:will|am|have|can|could|would|do|was|think|know|just|need|see)|let me|lemme"),
    cue(
        Sign::Conversation,
        10,
        r"(?:sir|madam|miss|mister|dear|love|hon|honey|mate|bud|buddy|folks|pal|duck|pet|darling|sweetie)",
    ),
    cue(
        Sign::Conversation,
        10,
        r"^(?:hi|hello|hey|hiya|howdy|yello|good morning|good afternoon|good evening|morning|afternoon|evening|g day|namaskara|namaste)",
    ),
    cue(Sign::Human, 10, r"^(?:hello|hiya|howdy|yello|yeah|yes|yep)$"),
    cue(Sign::Human, 12, r"you all|ai not|kind of|sort of|reckon|i guess|anyway|honestly"),
    // Somebody who hands the call on.
    cue(
        Sign::Handover,
        0,
        r"(?:please )?(?:hold|hang on|hold on|bear with me|hold the line|stay on the line|do not hang up)(?: please)?$",
    ),
    cue(
        Sign::Handover,
        0,
        r"(?:transfer|transferring|connect|connecting|put|putting|pop|popping|patch|send|sending) (?:you|your call|him|her)(?: \w+){0,2} ?(?:through|over|to|on|now|across)?",
    ),
    cue(
        Sign::Handover,
        0,
        r"(?:one|a|just a|give me a|two) (?:sec|second|moment|minute|tick|ticks)|bear with|hang on|hold on",
    ),
    cue(
        Sign::Handover,
        0,
        r"(?:i will|let me|i can|lemme|i am going to) (?:just )?(?:grab|get|find|see|ask|check|fetch|pass|go)(?: \w+){0,3}",
    ),
    cue(Sign::Handover, 0, r"please (?:hold|wait)|(?:get|find|grab) (?:you )?(?:someone|somebody|a person|an agent)"),
];
