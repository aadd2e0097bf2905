//! Signs of what kind of caller this is.

use std::sync::LazyLock;

use super::{Cue, CueKind, Finder};
use crate::text::Patterns;

/// A sign of a call type; how much each weighs is decided in `call_type`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum KindSign {
    /// The caller sells, recruits or surveys.
    Pitch,
    /// Words that sellers use and others may.
    SalesWord,
    /// The firm takes the caller for a seller.
    TakenForSeller,
    /// Another firm or person was wanted.
    WrongNumber,
    /// The firm says that it is not who was wanted.
    NotUs,
    /// A courier, an employee, a neighbor, an official: no business relation with the firm's trade.
    Other,
    /// The caller says to be a customer.
    SaysCustomer,
    /// The firm knows the caller.
    KnownToFirm,
    /// The caller says not to be one yet.
    SaysNew,
    /// The caller looks for somebody to hire or buy from.
    Shopping,
    /// Something is wrong that the caller wants put right.
    Trouble,
}

static PITCH: LazyLock<Patterns> = LazyLock::new(|| {
    Patterns::new(&[
        "(?:i am|we are|i was) (?:just |actually |really )?(?:reaching out|calling (?:today |you )?(?:to (?:introduce|offer|let you know about|see if you would be (?:interested|open)|talk (?:to you )?about (?:our|how)|tell you about|share|verify your (?:business|listing)|follow up on (?:the|an|my) (?:email|letter|proposal|brochure|quote))|about your (?:business listing|google|website ranking|merchant|energy|electric(?:ity)? (?:bill|rates?|supplier)|phone bill|vehicle|car|extended|warranty|credit card)|regarding (?:your )?(?:google|listing|merchant|business|energy|credit card|extended|website|candidates?)|on behalf of))",
        "(?:we|i|our company|our team|our platform|our software|our firm|our service) (?:work|works|partner|partners|help|helps|specialize|specializes|provide|provides|offer|offers|represent|represents|supply|supplies|place|places|save|saves|are giving|are offering|have been helping|do) (?:with |in )?(?:a lot of |lots of |many |other |several |a number of |hundreds of |thousands of |small |local |businesses|companies|msps|m s p|service providers|firms|practices|dentists|dealers|contractors|shops|like yours|candidates|lead|leads|seo|payroll|merchant|staffing|marketing|white label|solutions|clients in|owners)",
        "(?:speak|talk|speaking|talking|chat|word|minutes?|connect|connected|put me through) (?:to |with |together with )*(?:the |whoever |your |you |somebody |someone |who )*(?:business owner|owner of (?:the|this) (?:business|company)|decision maker|person (?:in charge|who (?:handles|takes care|looks after|deals|makes|is responsible))|person responsible|whoever (?:handles|looks after|takes care|deals|is in charge|manages|makes)|handles (?:the|your)|looks after (?:the|your)|(?:it|marketing|hr|office|purchasing|facilities|hiring|procurement|accounts payable|operations) (?:manager|director|department|team|head|lead)|makes (?:the )?decisions)",
        "(?:who|person who|whoever|someone who|somebody who) (?:handles|is in charge of|looks after|takes care of|makes decisions|manages|deals with|is responsible for|would be responsible|is your current) (?:your |the |all )*(?:\\w+ ){0,2}(?:marketing|advertising|payroll|merchant|statements?|processing|energy|utilities|electricity|phones?|phone system|telecoms?|internet|hiring|recruiting|recruitment|staffing|insurance|cleaning|copiers?|printers?|purchasing|vendors?|suppliers|backups?|website|seo|fleet|waste|stack|office supplies|benefits|software|supplies|accounts)",
        "(?:free|complimentary|quick|no obligation|short|fifteen minute|ten minute|fifteen minutes|ten minutes|two minutes|brief) (?:demo|audit|analysis|trial|report|quote|quick|sample|assessment|conversation|of your time|call with|chat about|presentation|survey) ?~2|(?:ten|fifteen|five|two|twenty|thirty|a few|couple|couple of) minutes (?:of your (?:time|day)|with (?:whoever|the|your)|to (?:show|explain|introduce|tell|walk))",
        "(?:overpaying|over paying|save you|saving you|lower your|reduce your|cut your|slash your|save (?:up to |as much as |about )?(?:<number>)? ?percent|boost your|increase your|grow your|improve your (?:ranking|google|online)|first page of google|page one of google|google (?:business )?listing|business listing|search engine|seo|pre ?approved|business loan|line of credit|working capital|merchant (?:services|processing|account|solution|rate)|card (?:fees|processing|terminal)|interchange|extended (?:car |auto )?warranty|vehicle warranty|energy (?:rate|supplier|provider|prices)|per lead|qualified leads|exclusive leads|lead generation|white label|margin|reseller|channel partner|partner program|partnerships?)",
        "(?:staffing|recruit(?:er|ing|ment)|talent|headhunter|head hunter|candidates?|placement|resum(?:e|es)|cvs?|job (?:posted|posting|opening|advert)|open (?:role|position)|vacanc(?:y|ies)|filling|contract to hire|temp agency|hiring manager)",
        "(?:handles|runs|manages|looks after|deals with|in charge of|responsible for) (?:your |the |all the |all your )?(?:telecoms?|it|energy|phones|purchasing|marketing|hiring|payroll|accounts|buying|supplies|website|that|procurement|facilities|vendors|insurance)|(?:person|lady|guy|gentleman|one) responsible|(?:review|update|updating|verify|verifying) (?:of |your |our |the )*(?:\\w+ )?(?:electric|electricity|energy|gas|listing|listings|rates|directory|profile|business)|follow(?:ing)? up on (?:the|an|my) (?:email|letter|proposal|brochure|quote|voicemail)|(?:hoping|love|like|looking|wanted|want|chance|trying) (?:to |for )?(?:get|grab|have|book|schedule|find|set up)? ?(?:a |an )?(?:quick )?(?:fifteen|ten|five|twenty|thirty|two|couple of|few|quick|[0-9]+) ?(?:minutes|minute|min|chat|call|demo)|(?:strong|great|excellent|qualified|solid|experienced) (?:\\w+ )?(?:candidates?|techs?|technicians?|engineers?|guys|people|leads|hygienists?|nurses|paralegals)|(?:we|i) (?:help|work with|partner with|do|provide|supply|supply|offer|specialize in|represent) ~6 (?:for )?(?:firms|companies|businesses|msps|dentists|clinics|practices|contractors|shops|plumbers|lawyers|attorneys|providers|wholesale|garages|companies like yours|homeowners)|(?:i am|this is|it is|[a-z]+) (?:from|with|over at|at|calling from|on behalf of) (?:the )?[a-z]+ (?:energy|talent|marketing|media|staffing|capital|payments|solutions|merchant|recruiting|recruitment|leads|pages|directory|telecom|networks sales|wholesale|supply|supplies|software|analytics|funding)|do you (?:guys )?(?:use|currently use|have) a (?:lead|staffing|payroll|marketing|merchant|crm|answering) (?:service|agency|company|provider|system)|(?:boss|owner|manager) (?:about|around|in|there|available)|(?:special|offer|promotion|deal|discount) (?:on|for|this month|running)|front cover|are you (?:guys )?(?:hiring|currently hiring|looking to hire)|in your area looking for",
        "this is not a sales call|not (?:trying to sell|selling) (?:you )?anything|do not hang up|press (?:one|nine|two) (?:now |to )|this is an? (?:important|automated|courtesy|urgent|final) (?:message|call|notice)|important message about|how is your (?:<weekday>|day|morning|afternoon|week) (?:going|treating)|how are you (?:doing )?today|very good (?:afternoon|morning) to you|pop (?:an|you an|over an) email over|send (?:you )?(?:over )?(?:some|a|an|our) (?:information|info|email|brochure|deck|one pager|samples?|two profiles|profiles)|(?:schedule|set up|book|arrange|grab|get) ~3 (?:senior specialist|demo|minutes (?:tomorrow|next|this|on|with)|call with (?:our|my|the owner|one of our)|meeting with (?:the owner|our))",
        "(?:what|which|who) (?:are you|do you|is your|you are) ~3 (?:currently|using|use|with|paying|present|provider) ~3 (?:for|now|currently|with|today|at present|right now) ~2 (?:phishing|training|payroll|merchant|processing|phones?|energy|marketing|hiring|backups?|internet|copiers?|waste|shredding|uniforms?|insurance|leads|cleaning|supplies|water|coffee)?|how many (?:endpoints|users|employees|seats|locations|vehicles|technicians|techs) (?:are you|do you) (?:currently|protecting|manag\\w+|support\\w*|have)|would it be crazy|not interested yet|take just|take only (?:two|a|five|ten)|quick question for you",
        "(?:we are|i am with|i am from|calling from|it is|this is) ~5 (?:a (?:\\w+ ){0,3}(?:platform|agency|distributor|vendor|startup|marketplace|wholesaler|reseller|publication|directory|magazine|processor|supplier|recruiter)|merchant|staffing|solutions|marketing|capital|media|payments?|funding|energy (?:group|partners|savings|solutions)|digital media|seo|advertising|magazine|directory|talent|recruitment|uniforms?|coffee service|water cooler|office supplies|leads?|payroll)",
    ])
});

static SALES_WORD: LazyLock<Patterns> = LazyLock::new(|| {
    Patterns::new(&[
        "calling from|reaching out|offer|offering|promotion|special|opportunity|solution|solutions|software|platform|program|services to|our product|rates|savings|save|roi|leads|vendors?|supplier|sponsor|sponsorship|advertis\\w+|fundrais\\w+|donation|charity drive|subscription to|brochure|interested in (?:learning|hearing|seeing|saving)|would you be (?:interested|open)|is the owner (?:in|there|available|around)|speaking with the owner|your (?:current|existing) (?:provider|vendor|supplier)|introduce myself|quick minute|moment of your time",
    ])
});

static TAKEN_FOR_SELLER: LazyLock<Patterns> = LazyLock::new(|| {
    Patterns::new(&[
        "not interested|(?:take|put|get) (?:us|me|this number|our number) off|off (?:the|your) list|do not call (?:list|us|here|again)|stop calling|what are you selling|is this a sales|sales call|we do not (?:accept|take) (?:sales|solicit\\w*|cold)|(?:not|are not) (?:looking|in the market|buying|interested|hiring|taking)|put (?:it|something) in (?:writing|the mail|an email)|send (?:it|something|an email|your (?:info|information|details)) (?:to|by|in)|we (?:already have|are (?:all set|happy|covered|good))|we are good thanks|all set|no soliciting|solicit\\w*|cold calls?|one of our suppliers|from agencies|recruiters|salesm[ae]n|sales people|(?:does not|do not|will not) (?:take|speak to|deal with|meet with) (?:sales|vendors|reps|salespeople|agencies)|did i sound interested|what (?:outfit|company) (?:is this|are you with)|name of the outfit",
    ])
});

static WRONG_NUMBER: LazyLock<Patterns> = LazyLock::new(|| {
    Patterns::new(&[
        "wrong (?:number|place|company|office|extension)|(?:is|was) this not|this is not ~4|(?:is|are) (?:this|you) not (?:the )?[a-z]+|(?:must|might|may) have (?:mis ?dialed|misdialled|dialed|dialled|the wrong|got the wrong|rung|rang)|mis ?dial\\w*|i (?:was|am) (?:trying to (?:reach|get|call|ring)|looking for (?:the )?[a-z]+ (?:hospital|pizza|bank|pharmacy|school|clinic|salon|restaurant|hotel|tire|taxi|cab))|sorry to (?:bother|bug|trouble) (?:you|ya|ye)|(?:thought|think) (?:this|i|you) (?:was|were|had|called|dialed|dialled|rang|am)|who is this then|you are not|i wanted|meant to (?:call|ring|dial)|is this the (?:pizza|taxi|pharmacy|hospital|school|salon|bank|vet|dentist|doctor|dmv|library|church|restaurant|hotel|post office)",
    ])
});

static NOT_US: LazyLock<Patterns> = LazyLock::new(|| {
    Patterns::new(&[
        "wrong (?:number|place|company|office|department)|(?:got|have|dialed|dialled|called|rung|rang|reached) the wrong|mixed up|what number (?:did|were|are) you|which number (?:did|were|are) you|number (?:did you|you) (?:dial|dialed|dialled|call|ring|trying|want|were)|(?:this|we|it) (?:is|are) (?:a|an|the|just a|only a) (?:computer|it|law|dental|plumbing|heating|pool|pest|veterinary|vet|accounting|roofing|electrical|cleaning|business|tech|locksmith|garage|alarm|copier|hvac|boiler|private|different)\\w* (?:company|firm|office|shop|practice|support|clinic|business|place|line|number|store|residence)|not (?:the|a) (?:pizza|pharmacy|hospital|bank|school|salon|restaurant|taxi|hotel|doctor|dentist|tire|tyre|vet|library|clinic|airline|insurance)|no ~3 (?:by that name|here by that|called that|of that name)|(?:nobody|no one) (?:here )?(?:by|called|named|of) (?:that|the)|we are not ~4|that is not us|that is different|that is (?:a )?different (?:company|place|number)|(?:flipped|swapped|transposed|switched|mixed) ~3 (?:digits?|numbers?|two)|(?:their|they) number|one digit (?:off|out|away)|digits? (?:off|out|different|wrong)|ours (?:is|ends|ending)|we get (?:that|calls for them|their calls|those|this) ~3|happens (?:a couple|all the time|a lot|every)|we (?:do|fix|just do|only do|look after) (?:computers|it support|networks|pools|heating|plumbing|boilers|teeth|legal|alarms|copiers|pest control|doors|garages)|have us mixed|confus\\w+ us|similar (?:name|number)",
    ])
});

static OTHER: LazyLock<Patterns> = LazyLock::new(|| {
    Patterns::new(&[
        "(?:it is|this is|i am) (?:the |your |a |just the |just your )*(?:courier|delivery (?:driver|guy|man|person)|driver (?:from|for|with|at)|postman|mail ?man|ups|fedex|dhl|royal mail|carrier)|(?:got|have|with|bringing|dropping off|drop off|delivering|deliver) (?:a |an |your |some |two |three |half a |the )*(?:delivery|pallet|pallets|parcel|parcels|package|packages|shipment|consignment|freight|box|boxes|crate|letter|certified letter|load)(?: here)? (?:for|from|to|of|and|i|here|at|that|on)|sign for (?:it|this|a|the|them)|loading (?:dock|bay)|roll up door|(?:outside|at) (?:your|the|a) (?:gate|door|loading|back door|front door|barrier|dock)|tail ?lift|here to (?:collect|pick up|deliver|drop)|collection from you|meter reading|read the meter|window cleaner",
        "(?:calling|call|ringing|ring|phoning|phone) in sick|calling out (?:today|sick)|(?:not|unable|will not) ~4 (?:make it in|come in today|be in today|coming in today|be in tomorrow|make my shift|make it to work|get in to work|be able to work)|running late|be late (?:in|for my shift|for work|this morning)|my shift|cover (?:for me|my)|(?:my|the) (?:wages|pay ?check|pay ?slip|payslip|time ?sheet|holiday request|vacation request|rota|days off)|swap (?:my )?shift|i work (?:there|for you|with you|in your)|(?:i am|one of) (?:your|the) (?:new )?(?:employees?|staff|starter|apprentice)|tell (?:the boss|my manager|my supervisor)",
        "(?:i am|this is|it is|we are|from) ~2 (?:landlord|managing agents?|property management|building manag\\w+|council|environmental health|health department|fire (?:marshal|department|inspector|alarm people|alarm company)|police|officer [a-z]+|sheriff|(?:water|gas|electric|power) (?:board|company)|census|newspaper|journalist|tax office|revenue|irs|hmrc|court)|(?:from|calling from|ringing from|it is|this is) (?:the|your) (?:school|bank|daycare|nursery|accountants?|insurers?|insurance company|landlord|council|college|hospital)(?: here| calling| ringing|$)|the (?:managing agents?|landlord|building manager)|next door to you|your (?:downstairs|upstairs) neighbou?r|(?:shutting|turning|switching|cutting) (?:it|the (?:power|water|electric|electricity|gas)) off (?:on|for|this|from|at)|testing (?:the )?(?:fire )?alarms?|(?:fire|alarm) (?:test|drill)|your (?:van|truck|car|driver|vans|trucks|drivers)s? ~4 (?:is|are|was|has|just|parked|blocking|cut|hit|in|outside)|one of your (?:vans?|trucks?|drivers?|cars?)|blocking (?:my|our|the) (?:drive|driveway|gate|entrance|car)|parked (?:across|in front|outside|in my|on my)",
        "(?:the|a|that|your|about|for) (?:\\w+ )?(?:job|position|vacancy|role|apprenticeship|opening) ~4 (?:you|advertised|posted|online|advert|listing|going|still|i saw|i applied|on indeed|on the website)|i applied|my (?:application|interview|resume|cv)|are you (?:guys )?(?:hiring|looking for (?:anyone|anybody|people|techs|staff))|looking for (?:work|a job)|work experience|drop (?:off|in) (?:my|a) (?:resume|cv)|(?:reference|references) (?:for|check|on)|(?:verify|verifying|verification of) employment|employment verification|used to work (?:for|there|with)|(?:is|can i (?:speak|talk) to|looking for|get hold of) ~2 (?:my (?:husband|wife|son|daughter|dad|mum|mom|brother|boyfriend|girlfriend)|[a-z]+ (?:dad|mum|mom|husband|wife|son|daughter)) ?~2|personal (?:call|matter)|family emergency|remittance|(?:found|lost) (?:a|your|my|one of) ~3 (?:dog|cat|keys|wallet|phone|bag|badge|card|jacket)",
    ])
});

static SAYS_CUSTOMER: LazyLock<Patterns> = LazyLock::new(|| {
    Patterns::new(&[
        "(?:logged|raised|put in|opened|submitted) (?:a |an |the )?(?:ticket|call|case|request|job)|any (?:news|update|word|progress|luck) (?:on|with|about) (?:my|our|the|that)|you (?:were|was|are) (?:going|supposed|meant|due) to (?:call|ring|send|come|be|get back|fix|email|order)|waiting (?:on|for) (?:you|your|a part|the part|somebody|someone|a call|one of your|an? (?:update|callback|engineer|technician))|(?:someone|somebody|he|she|they|[a-z]+) was supposed to (?:come|call|be|ring|show|fix|send)|(?:nobody|no one|he|she|they) (?:showed|turned) up|(?:still|it is still) (?:not (?:working|fixed|right|printing|connecting)|leaking|broken|down|doing it|waiting)|the (?:one|thing|part|unit|machine|system|box|server|boiler|pump|[a-z]+) (?:that )?you (?:guys |lot |lads )?(?:sold|installed|fitted|put in|replaced|set up|gave)|since you (?:guys |lot )?(?:did|put|changed|moved|updated|installed|came|were|fixed|serviced)|(?:new|another) (?:starter|hire|employee|user|staff member) ~5 (?:set up|account|mailbox|login|laptop|email)|(?:reset|forgot|forgotten|unlock) (?:my|her|his|the|our|a) password|password reset|due (?:for )?(?:a |my |our |its |his |her )?(?:service|check ?up|cleaning|shots|boosters|next|annual|tune up)|we (?:pay|are paying) you|have you (?:guys )?(?:on|under) (?:contract|retainer)|(?:our|my) (?:account manager|usual (?:guy|tech|engineer|girl|man)|regular (?:guy|tech|engineer))|(?:is|can i (?:speak|talk) to|get) [a-z]+ (?:there|about) ~2 (?:he|she) (?:usually|normally|always|was|is|did|has|knows)|on (?:our|my) (?:plan|contract|agreement|account) with you|seeing (?:dr|doctor) [a-z]+|(?:been )?(?:a )?patient (?:of|there|with)|you (?:looked after|did|handled|drew up|prepared|represented) (?:my|our|us|me|the)|(?:i am|we are) with you|your (?:monthly|portal|support line)",
        "(?:i am|we are|i have been|we have been|been) (?:a |an |your |one of your |already |long time |existing |current |on |under |with )+(?:customer|client|patient|member|you|us|contract|plan|your (?:books|plan|system|contract|service)|gold|silver|platinum|managed|the \\w+ plan)|(?:customer|client|patient|member) (?:for|since|of yours)|(?:with you|using you|coming to you|used you|had you) (?:guys |lot |folks |all )?(?:since|for|over|going on|about|all|before|last|out|in) ~3",
        "(?:you guys|you lot|you lads|you people|you folks|you|your (?:guys?|lads?|fellas?|blokes?|techs?|technicians?|engineers?|people|team|man|boys?|company|office|crew|[a-z]+)|one of your [a-z]+) (?:(?:already |just )?(?:fixed|installed|put in|set up|serviced|replaced|looked at|sorted|cleaned|treated|built|sold me|sold us|fitted|did (?:our|my|the|some)|do us|look after (?:our|us|my)|looked after|handled|came out|came round|came by|(?:was|were) (?:here|out) (?:last|on|yesterday|a|this|in)|promised|charged|billed|worked on|repaired|installed)) ~5|(?:you|he|she|they) (?:were|was|came|came out|been|did) (?:out |here |over |round |in )*(?:here |out )?(?:last|yesterday|on (?:<weekday>)|(?:<weekday>)|a (?:week|month|couple)|the other|this morning|in (?:january|february|march|april|may|june|july|august|september|october|november|december)|two|three|four|earlier)",
        "(?:my|our|the|an existing|an open|existing|that) (?:open |existing |support |previous |last |repair )?(?:ticket|support case|account with you|contract with you|agreement with you|plan with you|renewal|case number|ticket number|account number|membership with you|work order|maintenance contract|retainer with you)|(?:my|our|his|her) (?:appointment|booking|invoice|bill|service) (?:is|was|for|on|tomorrow|today|at|with|from|next|this)|(?:about|calling about|ringing about|got) (?:an |the |my |our |your )?(?:invoice|bill|ticket|appointment|booking) ~1 (?:[0-9]+|number|you|i|we|from|for|last|on|yesterday)|ticket in (?:from|since)|account (?:number|is|under|name)|ticket number|same as (?:usual|last time|before)|like last time|as usual|(?:acting up|playing up|happened|doing it|doing that thing|doing the same|doing the same thing|at it|broken|down|out|frozen|stuck|leaking|not working|died|gone|off|beeping|crashed) (?:up )?(?:on us |on me )?again|again (?:today|this (?:morning|week|month))|same (?:problem|issue|thing|fault) (?:again|as)|^(?:it is |hi |hello |hey )*(?:only )?me again|(?:it is|this is) [a-z]+ (?:again|from before)|checking (?:on|in on|up on) (?:my|our|the)|calling back about|following up on|(?:get|got|have|paid|pay|paying) (?:the|your|a|every|our) (?:bill|bills|invoice|invoices)|you (?:charged|billed|invoiced|sent me|sent us)|(?:reschedule|cancel|move|change|confirm) (?:my|our|the|his|her|an) (?:appointment|visit|booking|service|cleaning|slot)|(?:add|remove|set up|new starter|new user|new hire|offboard|reset) ~4 (?:mailbox|user|license|account|password|starter|employee)|for (?:our|my) (?:annual|regular|monthly|six month|usual|next|yearly|quarterly)",
        "(?:speak|talk|put me through|get|is|can i have|could i get|pass me|through) (?:to |with |me )*(?:[a-z]+ )?(?:please|there|about it|again|back)? ?(?:about our (?:account|contract|renewal|invoice))|the usual|(?:we|i) (?:always|usually|normally) (?:deal with|speak to|talk to|get|have|see|use)|(?:on|under|with|have|got) (?:your|the) (?:gold|silver|platinum|bronze|complete|total|premium|care|managed|maintenance|service|support|protection) ~2 (?:plan|contract|agreement|cover|package|care)|(?:our|my) (?:contract|agreement|plan|renewal|cover|lease|subscription) (?:is up|up in|up for|expires|ends|runs out|renews|with you|covers|just for|says)|(?:^|that |because |since |guys |folks )you (?:manage|host|look after|maintain) (?:our|my|us|all our)|on your (?:cloud|hosting|server|service|system|books|monitoring)",
    ])
});

static KNOWN_TO_FIRM: LazyLock<Patterns> = LazyLock::new(|| {
    Patterns::new(&[
        "(?:log|raise|open|update|escalate|reopen) (?:a |you a |the |your |that |this as a |it as a |another )?(?:ticket|case|incident)|(?:asset|service|machine|computer|device) (?:tag|name|id) ~3|is this (?:the same|about the|for the) (?:issue|one|problem|ticket)|(?:same|usual) (?:address|site|place|contact)|let me (?:remote|jump|dial|log) (?:in|on)|(?:i can|i will|let me) (?:see|pull up|check|look at) your (?:ticket|account|file|record|system|server|machine|screen|monitoring)|your (?:usual|regular|account|last|next) (?:tech|engineer|guy|manager|appointment|visit|service|invoice)|^(?:hi|hey|hello|morning|hiya|oh hi|sure hi|oh hello) [a-z]+$",
        "(?:i have|i have got|got|found|i see|i can see|there you are|i am (?:showing|seeing|looking at)|let me pull|pulling|pull|bring|bringing) (?:you|your account|your file|your ticket|y all|ye|it|that) ?(?:right |up |here |down as |on |in the |now |record|account|file|under )+~3|(?:looking at|look at) (?:you|your account|how you are set up|what you have)|(?:your|the) (?:ticket|case|account|file|history|notes|record) (?:is|shows|says|here|up|number|from|in front|has|was)|(?:i can|i) see (?:you|your|that|the (?:ticket|notes)) ~4 (?:last|here|with us|account|ticket|since|been)|is (?:this|that|it) about the (?:same|ticket|\\w+ (?:we|from))|(?:good|nice|lovely|great) to hear from you|how (?:is|are|was) (?:the|your) (?:knee|back|kids|family|wife|husband|mum|mom|baby|dog|holiday|vacation|phones|new \\w+|hip|grandkids|move|trip|weekend)|how are (?:the \\w+|things) treating|(?:still|same) (?:the )?(?:best|same|good) (?:number|email|mobile|contact)|(?:is|are) ~6 still (?:the best|your|good|the number)|still (?:the|at|on) ~4 (?:number|mobile|address|email|ending)|thank you for being|valued (?:customer|client)|as (?:a|an|one of our) (?:existing|valued|current|gold|plan|managed|regular)|you are (?:on|with|under) (?:our|the|a|gold|silver|us) ~3|how you are set up with us|what you have got with us|you are billed|you have been with us|remote(?:d)? (?:in|into)|i am going in remotely|last time (?:we|he|she|they) (?:were|was|came|did|had|fixed)|when (?:we|he|she|they|i) (?:were|was|came) (?:out|there|in) last",
    ])
});

static SAYS_NEW: LazyLock<Patterns> = LazyLock::new(|| {
    Patterns::new(&[
        "(?:i am|we are|am|are|is|was) (?:not|never) ~2 (?:a |an |your |with |on |one of |under |signed )+(?:client|customer|member|patient|contract|plan|you|books|anything|existing|current|agreement|up)|(?:never|not) (?:used|called|rung|rang|dealt|been|worked|had|phoned|come|spoken|hired|tried) (?:you|with you|to you|before|there|here|your)|(?:first|1st) time (?:calling|ringing|caller|i|we|using|phoning|here|trying)|new (?:customer|client|patient|here|to the area|in town|to you)|do not have (?:an? |any |y all on any )*(?:account|contract|agreement|membership|plan|kind of contract|client|customer)|(?:there is|have|got|we have|i have) no (?:account|contract|agreement|membership|plan|client|customer)|no account|just moved|(?:found|got|saw|seen|looked up|googled|see) (?:you|your (?:number|name|website|ad|advert|sign|van|truck|card|details|reviews?|listing)|y all|ye|this number|the number)|(?:number|name) (?:off|from|on) (?:a|the|google|your|online|my|our|facebook|yelp|internet)|(?:recommended|referred|told me to (?:call|ring|ask)|told us to (?:call|ring)|gave me your|suggested|put me on to|passed me your) ~3|(?:are you|do you guys|do you|you guys) (?:taking|accept|accepting|take on) (?:on )?(?:new|any new)|do you (?:guys |all |folks |also )?(?:do|service|handle|work on|cover|offer|treat|fix|repair|take|come out|sell|install|support)|not signed up|do (?:i|we) (?:have|need) to (?:be|sign|join|have)|is this the|are you the (?:people|guys|ones|company|folks|place)|could you (?:help|look after) (?:a|somebody|someone|us if)|wondering (?:if|whether) (?:you|somebody|someone|i)",
    ])
});

static SHOPPING: LazyLock<Patterns> = LazyLock::new(|| {
    Patterns::new(&[
        "(?:looking|looked|searching|hunting|shopping) (?:for|to|into|around|at) (?:a |an |some |somebody|someone|get |hire |switch|change|move|have|buy|replace|quotes?|find|set up|an it|it support|help|new|upgrade|install|getting|maybe|possibly)|(?:need|want|after|would like|like|get) (?:a |an |some )?(?:quotes?|estimates?|prices?|pricing|ballpark|somebody (?:to|who|that)|someone (?:to|who|that)|a (?:guy|man|person|company|firm|plumber|dentist|vet|lawyer|technician|contractor|electrician|new \\w+) ?(?:to|who|that)?|consultation|help with|it help|it support|new patient)|how much (?:do|would|is|does|are|will|to|you|for) ~5|what (?:do|would) you (?:charge|guys charge|cost)|what are your (?:rates|prices|fees|hours)|(?:do you have|have you got) (?:any )?(?:openings?|availability|appointments?|slots?)|(?:thinking|considering|interested) (?:about|of|in) ~5|take (?:on )?(?:our it|us on|it on|over our)|can you (?:send|come|get|have|help|fix|take a look|look at|do|give|please|guys|fit|squeeze|see)|could (?:you|somebody|someone) (?:come|send|look|take|help|fix|give)|(?:any )?chance (?:of|you|somebody|someone)|get somebody|get someone|switch(?:ing)? (?:providers?|companies|from)|not happy with (?:our|the|my)",
    ])
});

static TROUBLE: LazyLock<Patterns> = LazyLock::new(|| {
    Patterns::new(&[
        "not (?:working|work|turning|starting|responding|print|printing|open|opening|load|loading|connect|connecting|coming|heating|cooling|draining|getting|go|boot|charge|start|turn)|(?:will not|can not|does not|did not|could not|would not) (?:print|open|load|connect|start|turn|boot|get|log|send|receive|see|find|come|work|drain|heat|cool|flush|close|shut|stop|ring|talk|reach|access)|broke|broken|down|leak\\w*|flood\\w*|crash\\w*|hacked|virus|ransomware|locked out|stuck|frozen|freez\\w*|dead|died|quit|stopped|error|blue screen|black screen|beeping|chirping|clicking|noise|smell\\w*|smoke|burst|blocked|clogged|tooth|pain|swollen|limping|vomiting|bleeding|no (?:heat|power|water|internet|hot water|signal|service|air)|infest\\w*|roaches|ants|mice|rats|wasps|termites|bugs|corrupt\\w*|bounc\\w*|slow|dropping|went off|gone (?:off|green|blue|dead|down)|served|sued|accident|lawsuit|divorce|estate|emergency|problem|issue|trouble|disaster",
    ])
});

/// Finds signs in what callers say.
pub(super) fn find_caller(finder: &mut Finder<'_>) {
    for (sign, patterns) in [
        (KindSign::Pitch, &PITCH),
        (KindSign::SalesWord, &SALES_WORD),
        (KindSign::WrongNumber, &WRONG_NUMBER),
        (KindSign::Other, &OTHER),
        (KindSign::SaysCustomer, &SAYS_CUSTOMER),
        (KindSign::SaysNew, &SAYS_NEW),
        (KindSign::Shopping, &SHOPPING),
        (KindSign::Trouble, &TROUBLE),
    ] {
        push(finder, sign, patterns);
    }
}

/// Finds signs in what agents say.
pub(super) fn find_agent(finder: &mut Finder<'_>) {
    push(finder, KindSign::TakenForSeller, &TAKEN_FOR_SELLER);
    push(finder, KindSign::NotUs, &NOT_US);
    push(finder, KindSign::KnownToFirm, &KNOWN_TO_FIRM);
}

fn push(finder: &mut Finder<'_>, sign: KindSign, patterns: &LazyLock<Patterns>) {
    if let Some(range) = patterns.find(finder.text()) {
        let cue = Cue::at(CueKind::Kind(sign), finder.index(), range);
        finder.push(cue);
    }
}

/// Whether callers rather than agents say this.
pub(super) fn sounds_like_caller(text: &str) -> bool {
    SAYS_NEW.is_match(text) || SAYS_CUSTOMER.is_match(text) || PITCH.is_match(text) || SHOPPING.is_match(text)
}

#[cfg(test)]
pub(super) fn all() -> Vec<&'static LazyLock<Patterns>> {
    vec![
        &PITCH,
        &SALES_WORD,
        &TAKEN_FOR_SELLER,
        &WRONG_NUMBER,
        &NOT_US,
        &OTHER,
        &SAYS_CUSTOMER,
        &KNOWN_TO_FIRM,
        &SAYS_NEW,
        &SHOPPING,
        &TROUBLE,
    ]
}
