//! Concrete commitments: visits, appointments, meetings and payments, and what only sounds like them.

use std::sync::LazyLock;

use super::{
    CueKind, Finder,
    vagueness::{CALL_BACK, HYPOTHETICAL, NOW, REFUSED, SALES_TALK, VAGUE},
};
use crate::text::Patterns;

/// A visit or an appointment is proposed, with or without a time.
static PROPOSAL: LazyLock<Patterns> = LazyLock::new(|| {
    Patterns::new(&[
        // Sending somebody.
        "(?:can|could|shall|will|going to|able to|happy to|let us|like me to|like us to|want me to|\
         want us to) ~3 (?:get|have|send|bring|put|pop|ask|dispatch|book|schedule|line up|\
         spare) ~2 (?:<crew>|him|her|them|one|\\w+) ~2 (?:out|over|round|around|to (?:you|your|the|take|have|\
         come|look|see|do|stop|swing|measure|give you (?:a|an) (?:quote|estimate|price)|visit|drop|\
         call (?:in|by|round))|on site|onsite|up there|down there|there|with you|to ye|at your|on the road|\
         on it (?:<time>)|headed|there by|come)",
        "(?:i am|we are|i will be|we will be|am) sending ~3 (?:out|over|round|<time>|to you|[a-z]+)",
        "(?:i am|we are|i will|we will|let me) (?:get|getting) (?:<crew>) ~3 (?:out|over|round|dispatched|\
         on the way)",
        "(?:can|could|will|i will|we will|let me) (?:get|have|send) (?:<crew>|him|her|them|[a-z]+) ~4 (?:<clock>|<weekday>|tomorrow|today|this (?:morning|afternoon|evening))",
        // Coming.
        "(?:i|we|he|she|they|<crew>|[a-z]+) (?:will|can|could|am going to|is going to|are going to|\
         would like to|should) (?:just |probably |then |also |still |definitely |certainly )*(?:come|\
         come out|pop|swing|stop|drop|call|head|run|arrive|drive|nip|make it|fit you|squeeze you|slot you|\
         fit him|see you|see him|see her|see them|meet) ~4 (?:<time>|out|over|round|by (?:your|the|and)|\
         there|to you|at your|in with you|and (?:have a look|take a look|see|look|measure|assess|give|do|\
         price|quote))",
        "(?:i|we|he|she|they|[a-z]+) (?:will|can|could|should|am going to|is going to|are going to) (?:just |\
         probably |then |also |still |definitely |certainly )*be (?:out |over |round |right |there |back |\
         down |up |along |by )*(?:there|with you|with ye|at you|at your|on your|by your|over|round|around|\
         on site|onsite|out|<time>|your way|quarter past|half past)",
        "(?:can|could|will|to|i will|we will|let me) have (?:him|her|them|somebody|someone|one of \\w+ \\w+|\
         a \\w+|[a-z]+) (?:out |over |round |right |up |down )*(?:there|with you|at your|to you|by|to ye|\
         on your) ?~3",
        "(?:i am|he is|she is|they are|we are|[a-z]+ is) (?:on (?:my|his|her|their|our|the) way|\
         heading (?:over|out|your|to)|headed (?:over|out|your|to)|coming (?:out|over|round|by|to)|\
         going past you|going by you|passing (?:you|by|your)|round your way|around your way|in your area) ~6",
        "(?:i|we|he|she) (?:have|has|got) (?:a |an |one of |my |the |our )*(?:van|truck|guy|man|lad|fella|\
         tech|technician|engineer|fellow|crew|\\w+) (?:going |passing |coming |heading |driving )*(?:past|by|\
         near|round|around|close to|up|down) (?:you|your|ye|there) ?~3",
        "(?:until|before) (?:i|he|she) (?:get|gets|am|is) there",
        "look (?:out )?for ~6 in ~2 (?:<number>) minutes",
        "be there (?:<time>|in|by|before|at|shortly|soon|today|as)",
        "(?:come|came|drive|drop|pop|swing|nip) (?:out|over|round|by|in|down|around|to (?:you|\
         your)) ~3 (?:and|to) (?:have|take|look|see|give|do|measure|go|assess|check|walk|meet|scope|price|\
         quote|talk)",
        "why do (?:not )?(?:i|we|you) (?:come|pop|swing|set up|book|get|send|schedule|put|stop|run|bring)",
        "when is (?:good|best) for you|when (?:suits|works) ~2 (?:you)?",
        "bring (?:it|her|him|them|that|the \\w+) (?:in|by|down|over|round) ~2 (?:<time>|<hour>)",
        "come on (?:down|in|over|by) ~2 (?:<time>)",
        // Asking for an appointment.
        "(?:around|there|home|in|free|available) ~2 if (?:i|we|he|she) (?:sent|send|came|come|popped|pop|dropped|drop|swung|get|got)|let us (?:do|have|set|get|book|grab) (?:up )?(?:a |an )?(?:quick |short )?(?:call|zoom|meeting|visit|chat|demo|look|sit down) ~5 (?:<time>|<clock>)|come (?:in|by|over|down|round|out) ~2 (?:<time>|<clock>)",
        "(?:would|do|did) you (?:like|want|prefer|care|be able|be open|be interested|be willing|be up for|\
         fancy|need)(?: for)? (?:to|me to|us to|him to|her to|them to|somebody to|someone to|one of (?:our|\
         the|my) \\w+ to)? ?(?:go ahead and |get |just |have |try and )*(?:schedule|scheduled|book|booked|\
         set up|set something up|make|make an appointment|come in|come out|come by|come over|arrange|reserve|\
         get (?:that|it|something|you|somebody|someone)|put (?:you|that|it|him|her)|pencil|lock|stop (?:in|\
         by)|send|sit down|meet|have (?:somebody|someone|him|her|one)|an appointment|a slot|the \\w+ (?:slot|\
         appointment|spot|one)|a visit|a quote visit|a demo|a tour|a consultation)",
        "(?:want|like|need) (?:me|us) to (?:put|book|schedule|send|come|get|set|pencil|slot|arrange|reserve|\
         hold|lock|have|sign|go ahead)",
        "(?:can|could|shall|may|will|should|let) (?:i|we|me|us) (?:just |go ahead and |get |at least |maybe |\
         perhaps )*(?:schedule|book|pencil|slot|set up|set you up|set something up|arrange|put you|\
         put ~4 (?:in|down) for|fit you|squeeze you|get you (?:in|on|booked|scheduled|set up|down|signed|\
         sorted|over|started)|reserve|hold (?:a|the|that)|pop you|lock|line up|sort (?:you )?out a|\
         invite you|offer you|organi[sz]e|come (?:out|by|over|round|and)|pop (?:out|by|over|round)|swing by|\
         stop by|call in|drop (?:by|in|round)|see you|run out|bring|meet) ~4",
        "let (?:us|me) (?:go ahead and |just |try to |see if i can |see about |please )*(?:get you (?:in|on|\
         booked|scheduled|set up|down|a time|an appointment|a slot|out|over)|book|schedule|set up|set a|\
         find (?:a|you a) (?:time|slot|day)|look at (?:the|my|our) (?:calendar|schedule|diary|book)|\
         see (?:what|when) ~3 (?:open|available|have)|put you (?:down|in)|pencil)",
        "(?:we|i) (?:could|can|would like to|would love to|should|will need to|want to) (?:set up|schedule|\
         book|arrange|do|have|get|set|fix|put|make) (?:up )?(?:you )?(?:a|an|some|some kind of|that|\
         in) ~4 (?:visit|appointment|assessment|demo|demonstration|meeting|call|walk ?through|walk around|\
         consultation|consult|survey|inspection|estimate|quote|site visit|time|sit down|discovery|audit|\
         review|tour|check up|tune up|service|session|zoom|teams|chat|slot|day|exam|cleaning|evaluation|\
         fitting|measure|trial)",
        "(?:what|which) (?:day|days|time|times|date|morning|afternoon|slot)s? ~3 (?:work|works|suit|suits|\
         best|good|better|convenient|would you|do you|are you|is good|can you|for you|you like|prefer|\
         in mind)",
        "when (?:would|could|can|should|are|do|is) (?:you|we|i|he|she|it|be|a good time|good|is best|suit|\
         suits|works?|somebody|someone) ~5 (?:suit|suits|work|works|be good|good|convenient|free|available|\
         come|be best|best|start|get (?:in|out|over)|have us|have somebody|like us|like to (?:come|book|\
         schedule)|home|there|around|in|meet|stop by|drop)",
        "(?:morning|mornings|afternoon|am) or (?:the |an |in the )?(?:afternoon|afternoons|evening|pm)",
        "(?:earlier|later) in the (?:day|week)",
        "(?:i|we|he|she|they|[a-z]+) (?:will|is going to|am going to|\
         are going to) (?:be )?[a-z]+ ~4 (?:<clock>|about half|half past|quarter past)",
        "what i would suggest is|what i will do is (?:get|send|book|have|put|pop|come|schedule)",
    ])
});

/// A time offered as such: "does Tuesday at ten work?".
static OFFERED_TIME: LazyLock<Patterns> = LazyLock::new(|| {
    Patterns::new(&[
        "(?:<weekday>|<clock>|tomorrow|this (?:afternoon|morning|evening)) (?:okay|all right|any good|work|suit|good|fine)(?: for you| with you)?$",
        "(?:would|does|will|could|can|do|is|are|should|might) (?:you |we |it |that |i |he |say |about |like |\
         around |something like |somewhere |maybe |the |this |next |make |manage |do |be |come |have |\
         live with |free |available |around |in |there |home |able to |able to do )*(?:on |at |\
         for )?(?:<time>) ?~5 (?:suit|work|be any|be okay|be all right|be good|be convenient|do|sound|okay|\
         any good|good|all right|or|fit|best|better|for you|work for you|with you|too|for him|for her|\
         soon enough)?",
        "(?:how|what) (?:about|is|would|does|are you|do you (?:feel|think) about|would you say to) (?:we |\
         you |i |if |say |maybe |something |like |for |on |at |around |this |the |coming |doing |looking |\
         fixed |set |free |next |a )*(?:<time>|<hour>)(?: |$)?",
        "(?:i|we|he|she|they|there|[a-z]+) (?:have|has|got|have got|has got|do have|can offer|can do|\
         could do|will have|is free|are free|is available) (?:also |still |just |only |actually |you |an |a |\
         the |one |two |some |my |our |first |next |her |his |this |coming |on |for |him |free |available |\
         down |him free |gap |slot |opening |time |availability |space |somebody |someone |\
         a \\w+ )*(?:<weekday>|tomorrow|this (?:morning|afternoon|evening)|today|tonight|(?:<clock>))",
        "(?:i|we|he|she|they|there) (?:have|has|got|have got|has got|is|are|do have|can offer|can do|\
         had) ~3 (?:opening|openings|slot|gap|spot|space|window|availability|cancellation|appointment|\
         time slot|free hour|free (?:<weekday>)|available (?:<time>))",
        "(?:next|first|earliest|soonest|closest) ~2 (?:opening|available|appointment|slot|availability|one|\
         i can|we can|he can|she can|time) ~4 (?:<time>)",
        "(?:free|available|open|in the area|round your way|out your way|by you|near you) ~2 (?:<weekday>|\
         tomorrow|this (?:morning|afternoon|evening))",
        "(?:say|shall we say|let us say|call it|make it) (?:<time>|<hour> oclock|<hour>)$",
        "(?:<weekday>|tomorrow|today|this (?:morning|afternoon|evening)) ~4 (?:<hour>|noon|oclock|morning|\
         afternoon) (?:work|works|suit|suits|okay|any good|good for you|do you|all right|sound good|for you)",
        "(?:between|from) (?:<hour>) ~1 (?:and|to|until) (?:<hour>)",
    ])
});

/// A commitment made fast: "you are in the book for nine".
static BOOKING: LazyLock<Patterns> = LazyLock::new(|| {
    Patterns::new(&[
        "(?:book|booking|booked|schedule|scheduling|scheduled|pencil|penciling|pencilled|penciled|slot|\
         slotting|slotted|pop|popping|fit|fitting|squeeze|squeezing|squeezed|put|putting|mark|marking|marked|\
         lock|locking|locked|add|adding|get|getting) (?:you|him|her|them|your \\w+|us|y all|ye|the (?:two|\
         three|pair|both|lot) of (?:you|ye)|it|that) (?:all |both |guys |folks |two |of you |\
         straight )*(?:in|down|up|on|into) (?:for|with|at|on the (?:schedule|calendar|books|board for)|\
         in the (?:diary|book|calendar|schedule)|the (?:diary|book|calendar|schedule)|<time>|<clock>|then|as)",
        "(?:book|booking|pencil|slotting|slot|squeeze|fit|squeezing) (?:you|him|her|them) ~1 in",
        "you are (?:all |now |on |in )*(?:set (?:up )?for|booked|scheduled|in the (?:book|diary|calendar|\
         schedule)|on the (?:schedule|calendar|books for|board for)|down for|confirmed|in for|sorted for|his|\
         hers|theirs|first (?:on|stop|call|thing))",
        "(?:he|she|i|we) (?:is|am|are) (?:all )?yours",
        "(?:i have|i have got|we have|we have got|got|have) (?:you|that|it|him|her) ~2 (?:down|in|booked|\
         scheduled|set|marked|confirmed|penciled|pencilled) ~2 (?:<time>|for|at|on|as)",
        "(?:writing|putting|marking|typing|got|put) (?:it|that|this|you|him) (?:in|down) (?:<time>|for|now|\
         the (?:book|diary|calendar))",
        "writing it in",
        "(?:it|that) (?:is|has been) (?:booked|confirmed|scheduled|in the (?:diary|book|calendar)|\
         on the calendar)",
        "(?:calendar|meeting|zoom|teams) (?:invite|invitation|link)",
        "(?:see|meet) you (?:then|there|on |at |this |next |for |in |both |all )*(?:<time>|<weekday>|then|\
         tomorrow|the (?:<ordinal>))",
        "see you (?:then|tomorrow|(?:<weekday>))",
        "(?:<hour>) it is",
        "(?:<weekday>|<clock>|tomorrow) (?:it is|then it is|is perfect|is fine|works|is good|is grand|\
         is great|done|is no problem|will do|is done|confirmed|is booked|it will be)",
        "(?:done|perfect|great|okay|all right|grand|lovely|so|right|that is|beautiful|brilliant) (?:so |\
         that is |then |for |at |on |we will say |we are |it is )*(?:<weekday>|<clock>|tomorrow) ~3",
        "(?:confirmation|reminder|text|email) ~6 (?:appointment|booking|visit|the night before|\
         the day before|confirming|confirmation)",
        "text you (?:the|when|before|a confirmation|as soon)",
        "(?:call|ring|text|phone|give you a (?:call|ring|bell|text)) ~4 (?:on (?:his|her|their|the|my) way|\
         when (?:he|she|they|i) (?:is|are|am) (?:on (?:his|her|the|my|their) way|<number> minutes|\
         half an hour|close|leaving)|before (?:he|she|they|i|coming|we) ~3|<number> minutes (?:before|out|\
         away)|half an hour before|an hour before|the night before|before coming|the day before)",
        "(?:appointment|visit|slot|assessment|inspection|survey|demo|meeting|consultation|consult|\
         walk through|estimate) (?:is |will be |would be |time is |booked |set |scheduled |\
         confirmed )+(?:for|at|on|<time>)",
        "(?:hold|save|reserve|holding|saving|reserving) (?:that|the|you|it|a|this) ~3 (?:oclock|slot|spot|\
         appointment|place for you)",
    ])
});

/// A payment, an order or a signature asked for.
static PAYMENT: LazyLock<Patterns> = LazyLock::new(|| {
    Patterns::new(&[
        "(?:take|get|put|use|run|have|need|grab|charge|process|give me|read me) ~4 (?:card|visa|mastercard|\
         debit|amex|credit card|payment|deposit|billing|bank details|card number)",
        "(?:card|visa|mastercard|payment) (?:details|number|handy|over the phone|on file|now|today|right now|\
         with you|ready|info|information)",
        "maskedcard",
        "(?:take|run|process) (?:that|it|the payment|payment) (?:now|today|over the phone|by card)",
        "(?:hundred|fifty|twenty|thousand|percent|half|[0-9]+) (?:dollars |pounds |euros |quid |\
         bucks )?(?:down|up front|upfront) ",
        "(?:need|take|want|put) (?:a |an )?(?:hundred|fifty|thousand|[0-9]+|half|third|\
         ten percent)(?: dollars| pounds| euros| quid| bucks)? (?:down|up front|upfront)",
        "(?:payment|pay|checkout|deposit|invoice|signup|sign up|registration|booking) (?:link|page|portal)",
        "(?:link|invoice) ~4 (?:to pay|for payment|for the deposit|to sign|to book)",
        "(?:pay|paying|settle|put|taking|take|leave|need|collect) (?:a |the |down a |that |your )?(?:deposit|\
         retainer fee|holding fee|booking fee|first month|setup fee|call out fee now|balance)",
        "(?:deposit|retainer) ~4 (?:today|now|to (?:hold|secure|reserve|lock|book))",
        "(?:sign|get|start|set|enroll|add|join|signing|getting|starting|setting|enrolling) (?:you|y all|ye|\
         them|that) (?:up |set up |going |started |signed up |enrolled |on |onto |as a member |\
         over the phone )*(?:right now|now|today|tonight|right away|straight away|this (?:morning|afternoon)|\
         over the phone|on the phone|on the spot|this minute|immediately|in five minutes|while (?:i|we|you) )",
        "(?:can|could|shall|may|should|would you like (?:me )?to|do you want (?:me )?to|want (?:me )?to|\
         like (?:me )?to|ready to|happy to) (?:i |we |us |go ahead and |just |get )*(?:sign (?:you )?up|\
         sign (?:the|an|that|it)|enroll|join (?:today|now|up)|get (?:you )?(?:signed|enrolled|started)|\
         start (?:you|the|that|your)|place (?:the|an|that|your) order|order (?:it|that|one|the|them|you)|\
         put (?:that|the|an|it) (?:order )?through|go ahead (?:with|and)|get going|get started|kick (?:that|\
         it|things) off|set (?:it|that) up|move forward|proceed)",
        "(?:email|send|text|shoot|fire|ping|pop) (?:you |over |through |across |it |out )*(?:the |an |a |\
         our |that |your )?(?:\\w+ )?(?:form|contract|agreement|paperwork|documents?|docusign|\
         engagement letter|quote|proposal|estimate|order form|papers) ~8 (?:sign|signed|e sign|esign|\
         signature|docusign|click|return|fill (?:it|in|out) and)",
        "(?:sign|signature) (?:on|it on|right on) your (?:phone|tablet)|e ?sign|docusign",
        "(?:order|ordering|reserve|reserving) (?:it|that|one|the \\w+|them|your \\w+|those|you (?:a|one|\
         the)) ~3 (?:for you|today|now|in|tonight|right away|this afternoon)",
        "(?:which|what) card|how would you like to pay|cash or card|card or (?:cash|check|cheque)",
        "(?:visa|mastercard|card) or|no card today",
        "(?:invoice|bill) you (?:today|now|for the (?:first|deposit))",
    ])
});

/// A meeting or a call at a time.
static MEETING: LazyLock<Patterns> = LazyLock::new(|| {
    Patterns::new(&[
        "(?:zoom|teams|video call|phone call|conference call|sit down|meeting|demo|demonstration|discovery|\
         introduction|introductions|consultation|consult|assessment|survey|walk ?through|site visit|\
         appointment|chat|tour|audit|evaluation|estimate|quote|inspection) ~8 (?:<weekday>|tomorrow|<clock>|\
         (?:this|next) (?:morning|afternoon|week|<weekday>)|today)",
        "(?:<weekday>|tomorrow|<clock>|this (?:afternoon|morning)) ~6 (?:zoom|teams|video call|phone call|\
         sit down|meeting|demo|discovery|consultation|consult|assessment|survey|walk ?through|appointment|\
         chat|review|tour|call with)",
        "(?:call|ring|phone|rings|calls|phones|talk|speak|chat) (?:you|to you|with you|ye|\
         you back) ~4 (?:<clock>)",
        "(?:<clock>) ~4 (?:call|ring|phone|give you a (?:call|ring|bell)) ~3",
        "(?:you|got|have) ~4 (?:minutes|half an hour|an hour) ~3 (?:for|to) ~8 (?:<weekday>|tomorrow|today|\
         <clock>)",
    ])
});

static TIME: LazyLock<Patterns> = LazyLock::new(|| Patterns::new(&["<time>", "<clock>", "quarter past|half past"]));

static SUITS: LazyLock<Patterns> = LazyLock::new(|| {
    Patterns::new(&[
        "(?:would|does|will|could|might|is) (?:that|it|this|one of those|either|any of (?:those|that)|\
         either of those|which) ~2 (?:work|suit|be any|be okay|be all right|be good|okay|do|all right|\
         be convenient|fit|sound|good|fine|help|be better|best|too (?:early|late|soon))",
        "how (?:does|is|would) (?:that|it|this) ~1 (?:sound|suit|work|look|fit|grab|do|for)",
        "sound (?:good|okay|all right|fair)",
        "(?:work|works|suit|okay|good|all right|any good|fine|do) (?:for|with) (?:you|ye|y all|yourself|him)",
        "that work|that suit|suit you",
        "(?:will|shall|should|can) (?:i|we) (?:put|book|pencil|pop|do|say|set|lock) (?:you|that|it|him|her|\
         them|ye)",
        "(?:you )?want (?:that|it|the slot|to do that|to kick that off|to go ahead|to grab that|me to|\
         to take)",
        "which (?:would you|do you|one|suits|works|is better)|what do you (?:say|think|reckon)",
        "is that (?:okay|all right|good|any use|good for you|any good)",
    ])
});

static ACCEPTS: LazyLock<Patterns> = LazyLock::new(|| {
    Patterns::new(&[
        "^(?:yes|yeah|yep|yup|sure|okay|all right|perfect|great|lovely|grand|done|no problem|of course|\
         absolutely|certainly|will do|fine|sounds? good|that (?:works|will do|is fine|is perfect|would be|\
         will work)|good|brilliant|super|sweet|deal|beautiful|smashing|no worries|works for|cool|go on|\
         you got it|can do|i can do|we can do|we could do|i could do|that i can|<weekday>|<hour>)",
        "(?:that|it) (?:works|will do|suits|is fine|is perfect|is good|is great|would be (?:great|perfect|\
         smashing|fine|good|grand|lovely))",
        "put (?:me|her|us|him) down",
        "(?:<time>|<hour>) (?:is|would be|works|will do|it is|suits|then|is fine|fine|sounds)",
    ])
});

static CALLER_TIME: LazyLock<Patterns> = LazyLock::new(|| {
    Patterns::new(&[
        "(?:can|could|would|will|are|is|do|does|how about|what about|make it|come|free|available|off|home|\
         there|around|suits?|works?|best|better|prefer|any time|anytime|book|possible|i could do|we could do|\
         could do|so come|send|get|say|maybe|schedule|i am) ~6 (?:<time>|<hour>$)",
        "(?:<time>) ~3 (?:work|works|suit|suits|good|better|fine|okay|best|if you|possible|would be|please)",
    ])
});

static FIXING: LazyLock<Patterns> = LazyLock::new(|| {
    Patterns::new(&[
        "(?:pull|unplug|plug|press|hold|push|click|type|open|restart|reboot|turn|switch|count|try|tap|check|\
         wiggle|flip|twist|unscrew|put|leave|take|go to|look (?:at|behind|under|for)|find|pick|hit|read|run|\
         log|close|shut|set|reset|select|right click|scroll) (?:the|it|that|in|out|on|off|down|to|your|one|\
         up|back|a|both|them|into|two|me|for)",
        "(?:i am|i will be|let me) (?:going in|logging in|remoting|remote in|on your screen|restarting|\
         connecting|looking at|getting in|dial in|dialing in|pulling|jump on|jumping on)",
    ])
});

/// The agent goes to ask somebody, or somebody else comes on: after this a refusal may turn.
static CONSULTS: LazyLock<Patterns> = LazyLock::new(|| {
    Patterns::new(&[
        "(?:let me|i will|i am going to|let us|can i|may i|i can) (?:just |go |quickly |have a |try and |\
         double )*(?:ask|check with|check whether|check if|speak to|speak with|talk to|run (?:it|this|\
         that) (?:by|past)|have a word|word with|put you through|pass you|hand you|transfer|grab|see (?:what|\
         if) (?:he|she|they|[a-z]+) (?:says?|thinks?|is|can|will|would)|see if i can)",
        "(?:hold on|hang on|hold the line|bear with me|please hold|can you hold)",
        "(?:he|she|they|the boss|[a-z]+) (?:wants|want|would like) to (?:talk|speak) to you|this is [a-z]+$",
        "^[a-z]+ here|(?:told me|filled me in) ~3 (?:about|a little|you|that|what)",
    ])
});

/// Finds what agents commit to.
pub(super) fn find_agent(finder: &mut Finder<'_>) {
    for (kind, patterns) in [
        (CueKind::Proposal, &PROPOSAL),
        (CueKind::TimeOffer, &OFFERED_TIME),
        (CueKind::Booking, &BOOKING),
        (CueKind::Payment, &PAYMENT),
        (CueKind::Meeting, &MEETING),
        (CueKind::VaguePromise, &VAGUE),
        (CueKind::CallBack, &CALL_BACK),
        (CueKind::Hypothetical, &HYPOTHETICAL),
        (CueKind::RefusedTime, &REFUSED),
        (CueKind::SalesTalk, &SALES_TALK),
        (CueKind::Time, &TIME),
        (CueKind::SuitsQuestion, &SUITS),
        (CueKind::Accepts, &ACCEPTS),
        (CueKind::Fixing, &FIXING),
        (CueKind::Consults, &CONSULTS),
    ] {
        if kind == CueKind::Hypothetical && NOW.is_match(finder.text()) {
            continue;
        }
        finder.push_first(kind, patterns);
    }
}

/// Finds what callers propose and accept.
pub(super) fn find_caller(finder: &mut Finder<'_>) {
    finder.push_first(CueKind::CallerTime, &CALLER_TIME);
    finder.push_first(CueKind::Accepts, &ACCEPTS);
}

/// Whether agents rather than callers say this.
pub(super) fn sounds_like_agent(text: &str) -> bool {
    BOOKING.is_match(text) || PAYMENT.is_match(text) || VAGUE.is_match(text) || SUITS.is_match(text)
}

#[cfg(test)]
pub(super) fn all() -> Vec<&'static LazyLock<Patterns>> {
    vec![
        &PROPOSAL,
        &OFFERED_TIME,
        &BOOKING,
        &PAYMENT,
        &MEETING,
        &TIME,
        &SUITS,
        &ACCEPTS,
        &CALLER_TIME,
        &FIXING,
        &CONSULTS,
    ]
}
