//! Signs of what kind of caller this is.

use std::sync::LazyLock;

use super::{
    Cue, CueKind, Finder,
    relation::{KNOWN_TO_FIRM, SAYS_CUSTOMER, SAYS_NEW, SHOPPING, TROUBLE},
};
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
        "(?:i am|we are|i was) (?:just |actually |really )?(?:reaching out|calling (?:today |\
         you )?(?:to (?:introduce|offer|let you know about|see if you would be (?:interested|open)|\
         talk (?:to you )?about (?:our|how)|tell you about|share|verify your (?:business|listing)|\
         follow up on (?:the|an|my) (?:email|letter|proposal|brochure|quote))|about your (?:business listing|\
         google|website ranking|merchant|energy|electric(?:ity)? (?:bill|rates?|supplier)|phone bill|vehicle|\
         car|extended|warranty|credit card)|regarding (?:your )?(?:google|listing|merchant|business|energy|\
         credit card|extended|website|candidates?)|on behalf of))",
        "(?:we|i|our company|our team|our platform|our software|our firm|our service) (?:work|works|partner|\
         partners|help|helps|specialize|specializes|provide|provides|offer|offers|represent|represents|\
         supply|supplies|place|places|save|saves|are giving|are offering|have been helping|do) (?:with |\
         in )?(?:a lot of |lots of |many |other |several |a number of |hundreds of |thousands of |small |\
         local |businesses|companies|msps|m s p|service providers|firms|practices|dentists|dealers|\
         contractors|shops|like yours|candidates|lead|leads|seo|payroll|merchant|staffing|marketing|\
         white label|solutions|clients in|owners)",
        "(?:speak|talk|speaking|talking|chat|word|minutes?|connect|connected|put me through) (?:to |with |\
         together with )*(?:the |whoever |your |you |somebody |someone |who )*(?:business owner|\
         owner of (?:the|this) (?:business|company)|decision maker|person (?:in charge|who (?:handles|\
         takes care|looks after|deals|makes|is responsible))|person responsible|whoever (?:handles|\
         looks after|takes care|deals|is in charge|manages|makes)|handles (?:the|your)|looks after (?:the|\
         your)|(?:it|marketing|hr|office|purchasing|facilities|hiring|procurement|accounts payable|\
         operations) (?:manager|director|department|team|head|lead)|makes (?:the )?decisions)",
        "(?:who|person who|whoever|someone who|somebody who) (?:handles|is in charge of|looks after|\
         takes care of|makes decisions|manages|deals with|is responsible for|would be responsible|\
         is your current) (?:your |the |all )*(?:\\w+ ){0,2}(?:marketing|advertising|payroll|merchant|\
         statements?|processing|energy|utilities|electricity|phones?|phone system|telecoms?|internet|hiring|\
         recruiting|recruitment|staffing|insurance|cleaning|copiers?|printers?|purchasing|vendors?|suppliers|\
         backups?|website|seo|fleet|waste|stack|office supplies|benefits|software|supplies|accounts)",
        "(?:free|complimentary|quick|no obligation|short|fifteen minute|ten minute|fifteen minutes|\
         ten minutes|two minutes|brief) (?:demo|audit|analysis|trial|report|quote|quick|sample|assessment|\
         conversation|of your time|call with|chat about|presentation|survey) ?~2",
        "(?:ten|fifteen|five|two|twenty|thirty|a few|couple|couple of) minutes (?:of your (?:time|day)|\
         with (?:whoever|the|your)|to (?:show|explain|introduce|tell|walk))",
        "(?:overpaying|over paying|save you|saving you|lower your|reduce your|cut your|slash your|\
         save (?:up to |as much as |about )?(?:<number>)? ?percent|boost your|increase your|grow your|\
         improve your (?:ranking|google|online)|first page of google|page one of google|\
         google (?:business )?listing|business listing|search engine|seo|pre ?approved|business loan|\
         line of credit|working capital|merchant (?:services|processing|account|solution|rate)|card (?:fees|\
         processing|terminal)|interchange|extended (?:car |auto )?warranty|vehicle warranty|energy (?:rate|\
         supplier|provider|prices)|per lead|qualified leads|exclusive leads|lead generation|white label|\
         margin|reseller|channel partner|partner program|partnerships?)",
        "(?:staffing|recruit(?:er|ing|ment)|talent|headhunter|head hunter|candidates?|placement|resum(?:e|\
         es)|cvs?|job (?:posted|posting|opening|advert)|open (?:role|position)|vacanc(?:y|ies)|filling|\
         contract to hire|temp agency|hiring manager)",
        "(?:handles|runs|manages|looks after|deals with|in charge of|responsible for) (?:your |the |all the |\
         all your )?(?:telecoms?|it|energy|phones|purchasing|marketing|hiring|payroll|accounts|buying|\
         supplies|website|that|procurement|facilities|vendors|insurance)",
        "(?:person|lady|guy|gentleman|one) responsible",
        "(?:review|update|updating|verify|verifying) (?:of |your |our |the )*(?:\\w+ )?(?:electric|\
         electricity|energy|gas|listing|listings|rates|directory|profile|business)",
        "follow(?:ing)? up on (?:the|an|my) (?:email|letter|proposal|brochure|quote|voicemail)",
        "(?:hoping|love|like|looking|wanted|want|chance|trying) (?:to |for )?(?:get|grab|have|book|schedule|\
         find|set up)? ?(?:a |an )?(?:quick )?(?:fifteen|ten|five|twenty|thirty|two|couple of|few|quick|\
         [0-9]+) ?(?:minutes|minute|min|chat|call|demo)",
        "(?:strong|great|excellent|qualified|solid|experienced) (?:\\w+ )?(?:candidates?|techs?|technicians?|\
         engineers?|guys|people|leads|hygienists?|nurses|paralegals)",
        "(?:we|i) (?:help|work with|partner with|do|provide|supply|supply|offer|specialize in|\
         represent) ~6 (?:for )?(?:firms|companies|businesses|msps|dentists|clinics|practices|contractors|\
         shops|plumbers|lawyers|attorneys|providers|wholesale|garages|companies like yours|homeowners)",
        "(?:i am|this is|it is|[a-z]+) (?:from|with|over at|at|calling from|\
         on behalf of) (?:the )?[a-z]+ (?:energy|talent|marketing|media|staffing|capital|payments|solutions|\
         merchant|recruiting|recruitment|leads|pages|directory|telecom|networks sales|wholesale|supply|\
         supplies|software|analytics|funding)",
        "do you (?:guys )?(?:use|currently use|have) a (?:lead|staffing|payroll|marketing|merchant|crm|\
         answering) (?:service|agency|company|provider|system)",
        "(?:boss|owner|manager) (?:about|around|in|there|available)",
        "(?:special|offer|promotion|deal|discount) (?:on|for|this month|running)|front cover",
        "are you (?:guys )?(?:hiring|currently hiring|looking to hire)|in your area looking for",
        "this is not a sales call|not (?:trying to sell|selling) (?:you )?anything|do not hang up",
        "press (?:one|nine|two) (?:now |to )",
        "this is an? (?:important|automated|courtesy|urgent|final) (?:message|call|notice)",
        "important message about|how is your (?:<weekday>|day|morning|afternoon|week) (?:going|treating)",
        "how are you (?:doing )?today|very good (?:afternoon|morning) to you",
        "pop (?:an|you an|over an) email over",
        "send (?:you )?(?:over )?(?:some|a|an|our) (?:information|info|email|brochure|deck|one pager|\
         samples?|two profiles|profiles)",
        "(?:schedule|set up|book|arrange|grab|get) ~3 (?:senior specialist|demo|minutes (?:tomorrow|next|\
         this|on|with)|call with (?:our|my|the owner|one of our)|meeting with (?:the owner|our))",
        "(?:what|which|who) (?:are you|do you|is your|you are) ~3 (?:currently|using|use|with|paying|present|\
         provider) ~3 (?:for|now|currently|with|today|at present|right now) ~2 (?:phishing|training|payroll|\
         merchant|processing|phones?|energy|marketing|hiring|backups?|internet|copiers?|waste|shredding|\
         uniforms?|insurance|leads|cleaning|supplies|water|coffee)?",
        "how many (?:endpoints|users|employees|seats|locations|vehicles|technicians|techs) (?:are you|\
         do you) (?:currently|protecting|manag\\w+|support\\w*|have)",
        "would it be crazy|not interested yet|take just|take only (?:two|a|five|ten)|quick question for you",
        "(?:we are|i am with|i am from|calling from|it is|this is) ~5 (?:a (?:\\w+ ){0,3}(?:platform|agency|\
         distributor|vendor|startup|marketplace|wholesaler|reseller|publication|directory|magazine|processor|\
         supplier|recruiter)|merchant|staffing|solutions|marketing|capital|media|payments?|funding|\
         energy (?:group|partners|savings|solutions)|digital media|seo|advertising|magazine|directory|talent|\
         recruitment|uniforms?|coffee service|water cooler|office supplies|leads?|payroll)",
    ])
});

static SALES_WORD: LazyLock<Patterns> = LazyLock::new(|| {
    Patterns::new(&[
        "calling from|reaching out|offer|offering|promotion|special|opportunity|solution|solutions|software",
        "platform|program|services to|our product|rates|savings|save|roi|leads|vendors?|supplier|sponsor",
        "sponsorship|advertis\\w+|fundrais\\w+|donation|charity drive|subscription to|brochure",
        "interested in (?:learning|hearing|seeing|saving)|would you be (?:interested|open)",
        "is the owner (?:in|there|available|around)|speaking with the owner",
        "your (?:current|existing) (?:provider|vendor|supplier)|introduce myself|quick minute",
        "moment of your time",
    ])
});

static TAKEN_FOR_SELLER: LazyLock<Patterns> = LazyLock::new(|| {
    Patterns::new(&[
        "not interested|(?:take|put|get) (?:us|me|this number|our number) off|off (?:the|your) list",
        "do not call (?:list|us|here|again)|stop calling|what are you selling|is this a sales|sales call",
        "we do not (?:accept|take) (?:sales|solicit\\w*|cold)",
        "(?:not|are not) (?:looking|in the market|buying|interested|hiring|taking)",
        "put (?:it|something) in (?:writing|the mail|an email)",
        "send (?:it|something|an email|your (?:info|information|details)) (?:to|by|in)",
        "we (?:already have|are (?:all set|happy|covered|good))|we are good thanks|all set|no soliciting",
        "solicit\\w*|cold calls?|one of our suppliers|from agencies|recruiters|salesm[ae]n|sales people",
        "(?:does not|do not|will not) (?:take|speak to|deal with|meet with) (?:sales|vendors|reps|\
         salespeople|agencies)",
        "did i sound interested|what (?:outfit|company) (?:is this|are you with)|name of the outfit",
    ])
});

static WRONG_NUMBER: LazyLock<Patterns> = LazyLock::new(|| {
    Patterns::new(&[
        "wrong (?:number|place|company|office|extension)|(?:is|was) this not|this is not ~4",
        "(?:is|are) (?:this|you) not (?:the )?[a-z]+",
        "(?:must|might|may) have (?:mis ?dialed|misdialled|dialed|dialled|the wrong|got the wrong|rung|rang)",
        "mis ?dial\\w*",
        "i (?:was|am) (?:trying to (?:reach|get|call|ring)|looking for (?:the )?[a-z]+ (?:hospital|pizza|\
         bank|pharmacy|school|clinic|salon|restaurant|hotel|tire|taxi|cab))",
        "sorry to (?:bother|bug|trouble) (?:you|ya|ye)",
        "(?:thought|think) (?:this|i|you) (?:was|were|had|called|dialed|dialled|rang|am)|who is this then",
        "you are not|i wanted|meant to (?:call|ring|dial)",
        "is this the (?:pizza|taxi|pharmacy|hospital|school|salon|bank|vet|dentist|doctor|dmv|library|church|\
         restaurant|hotel|post office)",
    ])
});

static NOT_US: LazyLock<Patterns> = LazyLock::new(|| {
    Patterns::new(&[
        "wrong (?:number|place|company|office|department)",
        "(?:got|have|dialed|dialled|called|rung|rang|reached) the wrong|mixed up",
        "what number (?:did|were|are) you|which number (?:did|were|are) you",
        "number (?:did you|you) (?:dial|dialed|dialled|call|ring|trying|want|were)",
        "(?:this|we|it) (?:is|are) (?:a|an|the|just a|only a) (?:computer|it|law|dental|plumbing|heating|\
         pool|pest|veterinary|vet|accounting|roofing|electrical|cleaning|business|tech|locksmith|garage|\
         alarm|copier|hvac|boiler|private|different)\\w* (?:company|firm|office|shop|practice|support|clinic|\
         business|place|line|number|store|residence)",
        "not (?:the|a) (?:pizza|pharmacy|hospital|bank|school|salon|restaurant|taxi|hotel|doctor|dentist|\
         tire|tyre|vet|library|clinic|airline|insurance)",
        "no ~3 (?:by that name|here by that|called that|of that name)",
        "(?:nobody|no one) (?:here )?(?:by|called|named|of) (?:that|the)|we are not (?:the|a|an|that|your) ~3|that is not us",
        "that is different|that is (?:a )?different (?:company|place|number)",
        "(?:flipped|swapped|transposed|switched|mixed) ~3 (?:digits?|numbers?|two)|(?:their|they) number",
        "one digit (?:off|out|away)|digits? (?:off|out|different|wrong)|ours (?:is|ends|ending)",
        "we get (?:that|calls for them|their calls|those|this) ~3",
        "happens (?:a couple|all the time|a lot|every)",
        "we (?:do|fix|just do|only do|look after) (?:computers|it support|networks|pools|heating|plumbing|\
         boilers|teeth|legal|alarms|copiers|pest control|doors|garages)",
        "have us mixed|confus\\w+ us|similar (?:name|number)",
    ])
});

static OTHER: LazyLock<Patterns> = LazyLock::new(|| {
    Patterns::new(&[
        "(?:it is|this is|i am) (?:the |your |a |just the |just your )*(?:courier|delivery (?:driver|guy|man|\
         person)|driver (?:from|for|with|at)|postman|mail ?man|ups|fedex|dhl|royal mail|carrier)",
        "(?:got|have|with|bringing|dropping off|drop off|delivering|deliver) (?:a |an |your |some |two |\
         three |half a |the )*(?:delivery|pallet|pallets|parcel|parcels|package|packages|shipment|\
         consignment|freight|box|boxes|crate|letter|certified letter|load)(?: here)? (?:for|from|to|of|and|i|\
         here|at|that|on)",
        "sign for (?:it|this|a|the|them)|loading (?:dock|bay)|roll up door",
        "(?:outside|at) (?:your|the|a) (?:gate|door|loading|back door|front door|barrier|dock)|tail ?lift",
        "here to (?:collect|pick up|deliver|drop)|collection from you|meter reading|read the meter",
        "window cleaner",
        "(?:calling|call|ringing|ring|phoning|phone) in sick|calling out (?:today|sick)",
        "(?:not|unable|will not) ~4 (?:make it in|come in today|be in today|coming in today|be in tomorrow|\
         make my shift|make it to work|get in to work|be able to work)",
        "running late|be late (?:in|for my shift|for work|this morning)|my shift|cover (?:for me|my)",
        "(?:my|the) (?:wages|pay ?check|pay ?slip|payslip|time ?sheet|holiday request|vacation request|rota|\
         days off)",
        "swap (?:my )?shift|i work (?:there|for you|with you|in your)",
        "(?:i am|one of) (?:your|the) (?:new )?(?:employees?|staff|starter|apprentice)",
        "tell (?:the boss|my manager|my supervisor)",
        "(?:i am|this is|it is|we are|from) ~2 (?:landlord|managing agents?|property management|\
         building manag\\w+|council|environmental health|health department|fire (?:marshal|department|\
         inspector|alarm people|alarm company)|police|officer [a-z]+|sheriff|(?:water|gas|electric|\
         power) (?:board|company)|census|newspaper|journalist|tax office|revenue|irs|hmrc|court)",
        "(?:from|calling from|ringing from|it is|this is) (?:the|your) (?:school|bank|daycare|nursery|\
         accountants?|insurers?|insurance company|landlord|council|college|\
         hospital)(?: here| calling| ringing|$)",
        "the (?:managing agents?|landlord|building manager)|next door to you",
        "your (?:downstairs|upstairs) neighbou?r",
        "(?:shutting|turning|switching|cutting) (?:it|the (?:power|water|electric|electricity|\
         gas)) off (?:on|for|this|from|at)",
        "testing (?:the )?(?:fire )?alarms?|(?:fire|alarm) (?:test|drill)",
        "your (?:van|truck|car|driver|vans|trucks|drivers)s? ~4 (?:is|are|was|has|just|parked|blocking|cut|\
         hit|in|outside)",
        "one of your (?:vans?|trucks?|drivers?|cars?)",
        "blocking (?:my|our|the) (?:drive|driveway|gate|entrance|car)",
        "parked (?:across|in front|outside|in my|on my)",
        "(?:the|a|that|your|about|for) (?:\\w+ )?(?:job|position|vacancy|role|apprenticeship|\
         opening) ~4 (?:you|advertised|posted|online|advert|listing|going|still|i saw|i applied|on indeed|\
         on the website)",
        "i applied|my (?:application|interview|resume|cv)",
        "are you (?:guys )?(?:hiring|looking for (?:anyone|anybody|people|techs|staff))",
        "looking for (?:work|a job)|work experience|drop (?:off|in) (?:my|a) (?:resume|cv)",
        "(?:reference|references) (?:for|check|on)|(?:verify|verifying|verification of) employment",
        "employment verification|used to work (?:for|there|with)",
        "(?:is|can i (?:speak|talk) to|looking for|get hold of) ~2 (?:my (?:husband|wife|son|daughter|dad|\
         mum|mom|brother|boyfriend|girlfriend)|[a-z]+ (?:dad|mum|mom)) ?~2",
        "personal (?:call|matter)|family emergency|remittance",
        "(?:found|lost) (?:a|your|my|one of) ~3 (?:dog|cat|keys|wallet|phone|bag|badge|card|jacket)",
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
    vec![&PITCH, &SALES_WORD, &TAKEN_FOR_SELLER, &WRONG_NUMBER, &NOT_US, &OTHER]
}
