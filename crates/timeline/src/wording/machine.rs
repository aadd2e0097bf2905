//! How recordings and bots speak.

use super::{Cue, Sign, cue};

/// Short names for parts of patterns that recur.
pub(super) const ABBREVIATIONS: &[(&str, &str)] = &[
    ("KEY", "(?:zero|oh|one|two|three|four|five|six|seven|eight|nine|ten|pound|hash|star|asterisk)"),
    ("PUSH", "(?:press|push|hit|dial|select|choose|enter|punch)(?: (?:the )?(?:number|option|key|digit))?"),
    (
        "STAFF",
        "(?:agents?|advisors?|advisers?|representatives?|reps?|operators?|technicians?|techs?|engineers?|specialists?|consultants?|coordinators?|receptionists?|executives?|team|teams|team members?|staff|lines?|people|colleagues|associates|attendants?|dispatchers?|experts?|nurses?|office)",
    ),
    ("CALLERS", "(?:callers?|customers?|clients?|calls?|patients?|guests?|members?|people)"),
    ("SOON", "(?:shortly|soon|momentarily|in a moment|in just a moment|as soon as|right away|right with)"),
];

/// The wording of machines.
pub(super) const CUES: &[Cue] = &[
    // A menu offers keys for wishes.
    cue(
        Sign::Menu,
        45,
        r"(?:for|to|if|need|inquir\w+|enquir\w+|support|sales|billing|service|else|otherwise|emergency|urgent|or|and|please|now|then|simply|just)(?: \w+){0,8}? PUSH KEY",
    ),
    cue(Sign::Menu, 40, r"PUSH KEY (?:for|to|now|if|followed|or|at any time|and)"),
    cue(Sign::Menu, 25, r"(?:press|push|dial|hit) KEY$"),
    cue(Sign::Menu, 20, r"^(?:press|push|dial|select) KEY"),
    cue(Sign::Menu, 40, r"(?:for|to) (?:\w+ ){1,6}(?:say|press or say|say or press|dial|press) \w+(?: now)?$"),
    cue(
        Sign::Menu,
        45,
        r"(?:press|push|dial|say|enter) (?:or (?:press|push|say) )?(?:any key|KEY or say|(?:or|and) say)",
    ),
    // It asks to be listened to and offers to begin again.
    cue(Sign::Menu, 45, r"(?:menu|options?) (?:items )?(?:have|has) (?:recently )?(?:been )?(?:changed|updated)"),
    cue(Sign::Menu, 45, r"(?:following|next|these|those|all|our) (?:menu )?(?:options|menu|selections|choices)"),
    cue(Sign::Menu, 35, r"listen (?:carefully|closely)"),
    cue(
        Sign::Menu,
        45,
        r"(?:to (?:hear|repeat)|repeat) (?:the|this|these|those|that|your|our)(?: \w+){0,2} (?:menu|message|options|again|choices)",
    ),
    cue(Sign::Menu, 40, r"(?:main|previous) menu"),
    cue(Sign::Menu, 40, r"(?:you have|you) (?:selected|chosen|entered)"),
    cue(Sign::Menu, 45, r"(?:not a valid|invalid|is not recognized) ?(?:option|entry|selection|extension|choice)?"),
    cue(
        Sign::Menu,
        35,
        r"(?:enter|key in|type|say)(?: \w+){0,4} (?:number|code|pin|extension|postcode|zip code)(?: \w+){0,3} (?:now|followed|on your|using|then)|followed by (?:the )?(?:pound|hash|star)|(?:say or|or) (?:type|key in|enter)",
    ),
    cue(
        Sign::Menu,
        35,
        r"(?:keypad|touch tone|touchtone|telephone key)\w*|(?:select|choose) (?:from|one of)(?: \w+){0,3} (?:following|options?)|to continue in",
    ),
    // It has extensions and directories.
    cue(
        Sign::Menu,
        45,
        r"(?:know|dial|enter)(?: \w+){0,4} (?:extension|party)(?: \w+){0,4} (?:dial|enter|press|it|now|time)",
    ),
    cue(Sign::Menu, 40, r"(?:dial by name|company|staff|name|employee) directory"),
    cue(Sign::Menu, 30, r"(?:dial|enter) (?:it|the|your)(?: \w+){0,3} (?:now|at any time|anytime|followed by)"),
    // It speaks other languages, and says how to get to them.
    cue(
        Sign::Menu,
        40,
        r"para (?:español|espanol|continuar|ingl[eé]s)|oprima|marque|presione|pour (?:le |un )?(?:service|fran[cç]ais|continuer)|appuyez|faites le|composez|f[uü]r deutsch|i gael\w*|ar gyfer|pwyswch",
    ),
    cue(
        Sign::Menu,
        35,
        r"(?:for|in) (?:english|spanish|french|welsh|irish|hindi)(?: \w+){0,3} (?:press|say|dial|stay)",
    ),
    // Every wish has its branch.
    cue(Sign::Menu, 25, r"(?:for|to reach)(?: \w+){0,6} (?:stay|remain|hold)(?: on)?(?: the)? ?(?:line)?"),
    cue(Sign::Menu, 30, r"(?:all|any) other (?:inquir\w+|enquir\w+|callers|calls|questions|matters|requests)"),
    cue(Sign::Menu, 20, r"otherwise (?:please )?(?:press|stay|hold|remain|dial|wait|leave)"),
    cue(
        Sign::Menu,
        30,
        r"if (?:this is|you have|you are (?:experiencing|having|calling (?:about|with|to report)|reporting)|you can smell|you smell|there is)(?: \w+){0,3} (?:emergency|gas|fire|flood|leak|burglary|signal)",
    ),
    cue(Sign::Menu, 35, r"hang up and (?:dial|call|ring)|please (?:dial|call) (?:nine one one|nine nine nine|911|999)"),
    cue(
        Sign::Menu,
        20,
        r"if you are (?:a |an |calling )?(?:\w+ )?(?:current|existing|new|a customer|client|returning|prospective)",
    ),
    cue(
        Sign::Menu,
        15,
        r"(?:new|existing|current) (?:and|or) (?:new|existing|prospective) (?:customers|clients|patients)",
    ),
    cue(Sign::Recorded, 10, r"^(?:hello and )?(?:welcome to)"),
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
    cue(Sign::Recorded, 25, r"(?:your call|calls) (?:is|are|will be|has been|cannot be|could not be)"),
    cue(Sign::Recorded, 20, r"thank you (?:and )?(?:goodbye|good bye)$|^goodbye$"),
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
        45,
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
        r"i (?:can|could) help (?:you )?with (?:that|most|many|a lot|things|questions)|i am here to (?:help|assist)",
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
