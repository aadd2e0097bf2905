//! Questions on the qualifying topics of the labelling guide.

use std::sync::LazyLock;

use ringcheck_call::QualifyingTopic;

use super::{
    Cue, CueKind, Finder,
    question_form::{CONFIRMATION, NO_TOPIC, OPENING},
};
use crate::text::Patterns;

static COMPANY: LazyLock<Patterns> = LazyLock::new(|| {
    Patterns::new(&[
        "(?:what|which|who) (?:is|was|are) (?:the )?(?:name of (?:the|your) )?(?:<sitenoun>|organisation|\
         outfit) ~2 (?:called|name|you (?:are )?(?:with|from|calling from|at|ringing from)|again|it|that)?",
        "(?:name of|called) (?:the|your) (?:<sitenoun>)|(?:<sitenoun>) (?:name|is that|are you|is it|called)",
        "name (?:and|or|for) (?:the |your )?(?:<sitenoun>)|and the (?:<sitenoun>)$|what is the (?:<sitenoun>)",
        "which (?:<sitenoun>) is|who are you (?:calling|ringing|phoning) (?:from|with|on behalf)",
        "where are you (?:calling|ringing|phoning) (?:from|in)",
        "what (?:<sitenoun>) (?:are you|is (?:this|that|it)|do you)",
        "(?:you are|are you) (?:calling|ringing|phoning) from",
        "(?:where|whereabouts)(?: abouts)? (?:is|are|would|about|abouts|in|do|was|exactly|might) ~3 (?:you|\
         ye|your|the (?:<sitenoun>)|that|it|this|located|based|guys|located at|shop|house|clinic|office)",
        "whereabouts|where (?:is|are) (?:that|you) at|where you (?:at|located|based|calling|out of)",
        "where are you to|how far (?:are you|out are you|is that)",
        "(?:what|which) (?:town|city|area|suburb|part of|side of|neighborhood|neighbourhood|state|zip|\
         zip code|post ?code|post code|county|village|street|road|end of|district|region|location)",
        "(?:town|city|suburb|zip code|post ?code|post code),? please",
        "(?:are you|is (?:that|it|this)|you are|are y all|that is|would that be|that be) (?:here |over |out |\
         up |down |just |also |still |local |based |located |anywhere |the one |right )*(?:in|near|by|around|\
         out by|over by|out on|here in|out in|up in|down in|over in|close to|off) (?:the |here|town|[a-z]+)$",
        "(?:what|which) (?:kind|sort|type|line) of (?:a )?(?:<sitenoun>|work|industry|trade|place|thing do|\
         field)",
        "what (?:does|do) (?:the company|your company|your business|the business|your firm|the firm|you guys|\
         you all|you folks|you|your (?:<sitenoun>)) (?:do|make|sell|specialize|deal)",
        "what do you (?:guys |all |folks )?do (?:there|over|out|for|as)",
        "what (?:industry|field|line|business) (?:are you|is it|is that|would|do)",
        "what is it you (?:do|make|sell)|what it is you do",
        "(?:tell|bit|little|something) ~4 (?:about|on) (?:your|the|you guys|what you do|yourselves|\
         yourself and the) ?(?:<sitenoun>|operation|set ?up|organization|organisation|team|work|you do)?",
        "so you (?:are|would be|guys are|all are) (?:a|an|the|in) ~4 (?:are you|right|then|is that right|\
         yeah|yes|am i right|is it|business|company)?",
        "(?:is|was|would) (?:this|that|it) (?:be )?(?:for )?(?:a |an |your |at your |at the |at |\
         the )*(?:home|house|residential|residence|domestic|commercial|business|acreage|apartment|flat|condo|\
         rental|office|shop|mobile home|private|personal|farm|restaurant|industrial)",
        "(?:home|house|residential|domestic|private) or (?:a |an |is it |your |the )*(?:business|commercial|\
         office|work|company|shop)",
        "(?:business|commercial|company) or (?:a |an |is it |your |the )*(?:home|house|residential|domestic|\
         private|personal)",
        "you a (?:home|business|homeowner)",
        "how long (?:have you|has the) ~3 (?:been in business|business|company|been open|been there|\
         been trading|been going)",
        "(?:is that|would that be|you mean) the (?:one|place|shop|old|big|little) ~2 (?:by|on|next|near|out|\
         in|across|beside|at|off|with)",
        "you are not (?:talking|the)|(?:is not talking about|talking about) the",
        "which (?:street|branch|location|site|office|road|unit|building|estate)",
    ])
});

static SIZE: LazyLock<Patterns> = LazyLock::new(|| {
    Patterns::new(&[
        "how many (?:\\w+ ){0,3}(?:<unitnoun>)",
        "how many (?:of you|of ye|are (?:you|there|we|ye|in|on)|would|do you (?:have|run|got|look|need|\
         reckon|want|operate)|have you|you got|you have|all told|altogether|in total|are on|is that|is it|\
         did you say|got|hang|does it)",
        "(?:and|so) how many$|^how many$",
        "how (?:big|large|small|high|tall|deep|wide) (?:is|are|a|an|of|was|would|were|do)|what size",
        "what is the size",
        "(?:what|how) (?:is the )?(?:square footage|acreage|capacity|headcount|head count|volume)",
        "how much (?:space|ground|land|lawn|square|stuff|water|equipment|kit|gear|volume)",
        "what is (?:your|the) (?:headcount|head count|team size|set ?up|setup|fleet|square)|head ?count",
        "(?:a|you|is it|are you|are ye) (?:a )?(?:big|large|small|good sized|decent sized|sizable|little|\
         fair) (?:team|office|outfit|crew|place|company|business|practice|mob|staff|operation|site|house|\
         pool)",
        "big or small|big team|fair mob|many of you|much of a team",
        "(?:just|only) (?:the |that |your |a )?(?:one|two|single|you|yourself|yourselves|\
         three) (?:\\w+ )?(?:<unitnoun>|location|unit up|machine|office|or|is it|are there|up there|on site|\
         system|then|in there|there|one)",
        "(?:is it|is that|are you|do you have) (?:just |only )+(?:the |a )?(?:one|two|single|you|yourself)",
        "(?:is it |just )?(?:one|single) (?:<unitnoun>) ~5 (?:or|is it|then)",
        "(?:got|have|are there|is there|have you got|do you have) (?:any |some )?(?:more|others?|any others|\
         sisters|anything else|more upstairs|another|a second)",
        "(?:one|two) (?:or|units or|systems or) ~2 (?:two|more|several|three)|is there more",
        "(?:do you|have you|you|is there|are there|and|plus|got) ~2 (?:have |got |run |running |using |\
         on )?(?:a |an |any |your |own |in house |on site |local |the )*(?:server|servers|sites|locations|\
         branches|remote workers|remote users|people working from home|laptops|other offices|second site|\
         second location)",
        "(?:so|that is|you are|you would be|that would be|would be|call it|make that|sounds like|you have|\
         have|you said|okay|right|got) ~4 (?:<number>) ~3 (?:<unitnoun>|altogether|total|in total|all told|\
         all in|of ye|of yous|of you|in all|plus)",
        "(?:<number>) (?:<unitnoun>) ~3 (?:total|altogether|all told|is that|right|is it|then|so|\
         and a server|plus)",
        "(?:<number>) ?(?:\\w+ )?(?:<unitnoun>)? ?(?:total|altogether|all told|in all|all in)",
        "(?:everybody|everyone|that is everybody|all of ye|all of you|the lot|that the lot|is that all|\
         all of them|that all) (?:is it|then|or|yeah|there|is that|in total)?$",
        "take it that is (?:everybody|everyone|all)|^(?:<number>)(?: \\w+)? (?:<number>)$",
        "(?:<number>) bed(?:room)?s?(?: house)?",
        "(?:about|around|roughly|like|maybe|say|what|approximately) (?:<number>)(?: or so)? (?:<unitnoun>)",
        "(?:<number>) ?(?:or|to|and|maybe)? ?(?:<number>)? ~1 (?:<unitnoun>) (?:roughly|or so|ish|\
         would you say|about|there)",
        "(?:many|number of) (?:<unitnoun>)",
        "what ~2 (?:have you got|do you have|have you) ~2 (?:in there|there|on site|running|out there|\
         over there|set up)",
        "what (?:sort|kind|type) of (?:numbers|size|scale|volume|set ?up|system|equipment|kit|network)",
        "(?:server|cloud) or (?:is it |all |in the )*(?:cloud|server|on site|in house)",
    ])
});

static CURRENT_PROVIDER: LazyLock<Patterns> = LazyLock::new(|| {
    Patterns::new(&[
        "(?:who|whom) (?:is|are|was|has|have|had|been|would|did|do|does|else) ~6 (?:look|looks|looking|\
         looked|taking care|take care|takes care|taken care|handle|handling|handled|handles|manag\\w+|\
         support\\w*|maintain\\w*|servic\\w+|doing|does|done|do (?:it|that|this|your|the)|used|use|using|\
         with|before|currently|installed|install|put|fit|fitted|set|see|seen|seeing|sees|clean\\w*|treat\\w*|\
         run|runs|running|represent\\w*|help\\w*|fix\\w*|built|keep\\w*|provid\\w+|cover\\w*|represented|\
         in charge of|responsible)",
        "(?:who|whom) (?:normally|usually|currently|generally|typically|looks?|takes?|handles?|manages?|does|\
         supports?|maintains?|services?|installed|put|fitted|set|runs?|sees?|built|cleans?|did|treats?|\
         keeps?|provides?|covers?|your|cuts|does the)",
        "whos? (?:your|the) (?:current |usual |regular |it |present |old |last |existing )*(?:it|guy|person|\
         provider|company|dentist|vet|lawyer|attorney|accountant|solicitor|plumber|mechanic|electrician|pool|\
         service|supplier|tech|technician|installer|doctor|gardener|cleaner|landscaper|insurer|broker|\
         carrier|vendor|engineer)",
        "who (?:do|did|are|were) you (?:use|using|used|go|go to|go with|with|have|been)",
        "(?:do|did|have|has|is|was|are|got|would|and) ~2 (?:you|there|ye|it|anybody|anyone|somebody|\
         someone) ~3 (?:somebody|someone|anybody|anyone|a guy|a fella|a person|a company|a firm|a provider|\
         another (?:company|firm|provider)|an it|a regular|a current|a dentist|a vet|a lawyer|an attorney|\
         an accountant|a solicitor|a plumber|a mechanic|your own|in house|an existing|it support|a service|\
         a contractor|an outside) ~4 (?:looking|look|looks|doing|does|do|at present|already|currently|now|\
         at the moment|at the minute|right now|guy|person|provider|company|on the|handling|handle|managing|\
         who|that|for|in place|helping|supporting|servicing|you|taking|take|with|there|look after|\
         in the picture|department|support|on staff|before|involved|else|treating|coming|seeing)",
        "(?:are|were|is) (?:you|ye|they|he|she|somebody|someone|the) ~3 (?:with (?:anybody|anyone|another|\
         somebody|someone|a |any)|happy with|looking after|working with|using (?:anybody|anyone|another|\
         somebody|a )|not looking after|under contract with|seeing (?:anybody|anyone|another|a )|\
         pleased with|getting on with|any (?:good|use)|still around|not (?:able|around|answering|available|\
         helping|attending|coming|picking|picking up|interested|looking after))",
        "(?:your|the|that|a|an|any) (?:\\w+ )?(?:current|existing|regular|usual|present|previous|old|last|\
         outgoing|normal|other|former|internal|in house|outside|proper) (?:it )?(?:provider|company|guy|\
         person|people|firm|support|vendor|supplier|dentist|vet|lawyer|attorney|accountant|solicitor|plumber|\
         mechanic|technician|tech|contractor|team|crowd|mob|outfit|it|man|fella|installer|service|pool|\
         engineer|chap|bloke|arrangement|agency|carrier|practice|clinic)",
        "(?:why|how come|what reason|reason) ~4 (?:not|they|he|she|you|are|do|is|did) ~4 (?:call|calling|\
         called|ring|them|him|her|use|using|leaving|leave|switch|switching|attending|help|come|coming|moving|\
         unhappy|looking|changing)",
        "(?:what|anything) ~2 (?:happened to|wrong with|became of) (?:them|him|her|the|your)",
        "(?:have|did) you (?:been on to|called|rung|phoned|contacted|try|tried|spoken to|asked|been in touch|\
         get on|got on to|reach) ~3 (?:them|him|her|the (?:company|people|installer|manufacturer|landlord)|\
         anybody else|anyone else|whoever|your)",
        "(?:can|could|will|would) (?:he|she|they) not ~4 (?:come|help|do|sort|fix|look)",
        "(?:has|have|had) ~2 (?:somebody|someone|anybody|anyone|he|she|they|another (?:company|\
         firm)) (?:else |been |ever |already |previously |come |out )*(?:looked|been|worked|serviced|looking|\
         taking|doing|treated|out|done|seen|maintaining|handling|tried|quoted|come out)",
        "(?:somebody|someone|anybody|anyone|one) (?:else |who |that |put |normally |usually |\
         already )*(?:look|looks|looking|doing|does|did|put|taking|handles|servicing|at it|set)",
        "is (?:he|she|it|that|this|your \\w+) (?:a |an |your |one of |just |kind of |like |with )*(?:proper|\
         one man|one person|it|outside|company|contractor|staff|employee|freelancer|family|somebody|someone|\
         regular|in house|firm|friend|on staff)",
        "(?:he|she|they) (?:still )?(?:look|looks|looking) after",
        "is (?:he|she|they|the \\w+) still (?:around|looking|doing|with|involved)|one man band|gone quiet",
        "retired|on staff or|in house or|outside company|do it yourselves|do it in house",
        "do you do (?:it|that|your own)|do your own",
        "handle (?:it|that|your it|everything) (?:in house|yourselves|internally)|who he is|who they are with",
        "with anybody|with anyone (?:now|at)",
        "(?:have|has|had) (?:you|it|this|they|your \\w+) ~3 (?:had|used|seen|been (?:seen|serviced|looked|\
         treated|to another|under|with)|ever had) ~3 (?:somebody|someone|anybody|anyone|a |another|it|any|\
         serviced|else|by|elsewhere)",
        "(?:when|who) was (?:it|the last|your last|she|he) (?:last )?(?:serviced|service|seen|cleaned|visit|\
         looked|checked|inspected|treated|installed|done|fitted)",
        "(?:last|previous) (?:service|visit|checkup|check up|cleaning|dentist|vet)|under warranty",
        "(?:lease|leasing|rent) ~3 (?:from|through|with)",
        "(?:who|what) (?:is|are) (?:you|it|that) ~2 (?:insured|leased|hosted|registered|provider|\
         your internet provider) ?(?:with|through)?",
        "what are you (?:using|doing|on|running) (?:now|at the moment|currently|today|at present|right now|\
         for)",
        "(?:at present|at the moment|at the minute|right now|currently|now|these days|up to now|up until now|\
         until now|so far|before|to date|previously) (?:for|who|with|is there|do you|are you|who is)",
    ])
});

static SOURCE: LazyLock<Patterns> = LazyLock::new(|| {
    Patterns::new(&[
        "(?:how|where) (?:did|do|is it|was it|have|would|had) (?:you|ye|y all|that you|you folks|you all|\
         you guys|the) ~4 (?:hear|heard|find|found|come|came|get|got|run|ran|happen|end up|know|learn|\
         discover|see|saw|pick|stumble|reach|happen on|choose|wind up|land on|track)",
        "how (?:come|is it) you (?:to|came|called|rang|are calling)",
        "(?:who|somebody|someone|anybody|anyone|was it|were you|did) ~3 (?:recommend\\w*|refer\\w*|sent|send|\
         told|put you on|gave you (?:our|the|my)|passed|point\\w*|mention\\w*|suggest\\w*|tell you (?:about|\
         to call|to ring)|steer\\w*|introduc\\w*)",
        "what (?:made|brought|brings|got|led|prompted|has) (?:you|ye) ~3 (?:ring|call|phone|to us|to call|\
         choose|pick|us|contact|reach|try|today|our way|here)",
        "(?:was it|is it|did you see|see|seen|hear|heard|found us|find us|find our|got our|\
         get our) ~3 (?:the ad|an ad|the advert|the radio|online|google|internet|van|truck|sign|billboard|\
         website|facebook|word of mouth|a friend|recommendation|referral|the web|flyer|mailer|postcard|\
         advertis\\w+|name|number|newspaper|paper|about us|of us|through us)",
        "(?:google|facebook|word of mouth|referral|recommendation) or|where you (?:heard|found|got|saw)",
        "how you (?:heard|found|came|got|know)|for our records how|who do we (?:have to )?thank",
        "who can (?:we|i) thank",
    ])
});

static AUTHORITY: LazyLock<Patterns> = LazyLock::new(|| {
    Patterns::new(&[
        "(?:are|is|would|and|so|will) (?:you|ye|it|this|that|he|she|they|your \\w+|it be|\
         that be) ~3 (?:the )?(?:owner|boss|manager|office manager|decision maker|homeowner|home owner|\
         tenant|landlord|director|principal|proprietor|account holder|policy holder|head|owner operator|\
         person (?:in charge|responsible|who|that)|one (?:who|that|in charge|to)|partner|managing|\
         property manager|gm|md|ceo|bill payer|registered owner)",
        "(?:who|whom) (?:else )?(?:would|will|is|makes?|decides?|signs?|approves?|owns?|has|gets|needs|does|\
         do|should|else|all|handles the|holds|actually|normally|ultimately|takes) ?~4 (?:decid\\w*|\
         decision\\w*|sign\\w*|approv\\w*|say|authori[sz]\\w*|call|calls|owner|involved|purse|budget|\
         purchas\\w*|charge|boss|say so|weigh|bills?|input|on board|own it|owns|consult\\w*|part of)",
        "who (?:decides|signs|owns|approves|authori[sz]es)",
        "(?:you|yourself|yourselves|he|she|they|it|the one|one|person|somebody) ~4 (?:who |that |to |\
         will be |would be |be |will |only |alone |the one |just |gets to |can |are |is )*(?:decid\\w+|\
         decides?|signing off|sign off|signs off|signs for|can sign|okays|okay the|approves?|approving|\
         authori[sz]es?|pays? the|making the (?:decision|call)|make the (?:decision|call|decisions)|\
         makes the (?:decision|call|decisions)|call the shots|calls the shots|final say|final decision|\
         the decision|say so|pull the trigger|hold the purse|writing the check|writes the checks?|\
         give the go ahead)",
        "(?:do|is|are|does) (?:you|it|he|she|they|that|ye) ~2 (?:own|rent|lease|your own (?:house|home|\
         place)|owner occupied|rented|renting|leasing|owned)",
        "(?:own or|rent or|or rent|or do you rent|owner or|or renting|or leasing|own it or|tenant or|\
         or a tenant|or the tenant|landlord or)",
        "your own (?:house|home|place|property)",
        "(?:need|have|want|going|got|like) to (?:run (?:it|this|that)|check|clear (?:it|this|that)|ask|\
         talk (?:it|this|that)? ?(?:over|to|with)|speak|discuss|consult|get (?:approval|permission|sign off|\
         the okay|it approved)|go ask|confer|loop in) ~3 (?:by|past|with|to|anybody|anyone|somebody|from|\
         your|the|it)",
        "(?:anybody|anyone|somebody) else ~4 (?:involved|decision|say|sign|approve|check|ask|need to|\
         needs to|weigh|in on|part of|on the call|loop)",
        "(?:authori[sz]ed|permission|authority) (?:to|for)|sign ?off|budget ?holder|final say",
        "decision ?makers?|say yes|yours to decide|your decision|your call to make|up to you (?:or|then)",
        "deciding|the boss|purchase order|is he the owner|you the owner|you own (?:the|it|this|that)",
        "owner yourself|your (?:place|business|company|shop) (?:is it|then)",
    ])
});

static TIMELINE_BUDGET: LazyLock<Patterns> = LazyLock::new(|| {
    Patterns::new(&[
        "(?:when|how soon|how quickly|how fast|by when|what date|what day|how urgently) (?:do|would|were|are|\
         is|must|does|will|might|should|could|you) (?:you|ye|this|that|it|they|y all|the \\w+|she|he|we|want|\
         need|looking) ?~5 (?:need|needed|needing|want|wanted|wanting|hoping|hope|looking to|have to|\
         planning|plan|thinking|aiming|due|be done|happen|in place|up and running|moving|move|opening|ready|\
         back up|finished|complete|fixed|sorted)",
        "(?:budget|timeline|time line|time ?frame|deadline|time scale|timescale|price range|ballpark|spend|\
         price point|target date|go live|move in date|cut ?off date)",
        "how much (?:were you|are you|do you|would you|did you|you) ~3 (?:looking|hoping|thinking|planning|\
         spend|paying|pay|want|budget|set aside)",
        "what (?:are|were) you (?:paying|currently paying|spending|looking to (?:spend|pay)|\
         hoping to (?:spend|pay)|thinking of spending)",
        "what (?:do|did) you pay",
        "(?:when|what date|what month) (?:does|is|do|will|did|would|are|was) (?:your|the|that|it|they|you|\
         this|their) ~5 (?:end|ends|ending|expire|expires|up|run out|runs out|running out|finish|finishes|\
         renew|renews|renewal|over|due|out|come up|coming up|lapse|terminate|end date)",
        "(?:contract|lease|agreement|policy|term|subscription|warranty|deal) ~4 (?:end|up|expire|expires|\
         run out|renew|renewal|finish|left|over|due|lapse)",
        "(?:locked|tied) (?:in|into|up) (?:with|until|to|for|a|any|for how)",
        "how long (?:have you|is|do you have) ~3 (?:left|contract|lease|to run)|out of contract",
        "(?:is there|are there|do you have|have you|got|was there|any) (?:a |an |any |some |particular |\
         specific |hard |got |sort of |kind of )*(?:deadline|date|time ?frame|timeline|rush|hurry|target|\
         idea (?:of|when)|day|budget|urgency) ~3",
        "(?:wanting|needing|hoping|looking|want|need|like) (?:it|that|this|them|to have it|to get it|him|her|\
         somebody|someone) ~4 (?:by|before|done|for (?:the|this|next)|sorted|in place|this|next|within|\
         straight away|right away|as soon as|today|soon|asap|in time)",
        "(?:today|this week|this month|next week|straight away|right away|asap|soon) or (?:can|could|is|are|\
         just|more|later|next|down|would|in|some)",
        "(?:can|could|will|would) (?:it|this|that) wait",
        "(?:are you |is it |is this )?(?:just )?(?:shopping around|getting quotes|gathering quotes|pricing|\
         ready to (?:go|start|move)|looking to (?:start|move|switch|do this|get this|change|go))",
        "how (?:soon|quickly|quick|fast)|needed by|in place by|by what (?:date|day|time)",
        "before (?:christmas|the holidays|summer|winter|the weekend|then)",
    ])
});

static PROBLEM: LazyLock<Patterns> = LazyLock::new(|| {
    Patterns::new(&[
        "(?:what|which|how) (?:is|was|are|were|has|have|seems|did|does|do|exactly|s|sort of|kind of|type of|\
         brand|make|model|year|color|colour|error|message|code|lights?|screen|happens|happened|\
         about) ~4 (?:happen\\w*|going on|wrong|doing|does it|is it doing|problem|problems|issue|issues|\
         trouble|matter|broke\\w*|broken|up with it|the story|say|says|saying|showing|show|error|message|\
         code|on the screen|look like|looks like|it look|it sound|symptoms?|smell|sound|leak\\w*|light|\
         lights|color|colour|brand|make|model|year|system|fault|concern|bothering|hurt|hurting|pain|case|\
         situation|you seeing|it doing|no doing|charge|papers|injury|behaving|acting|noise|it called|\
         the thing|you need|you looking for|you after|can not you|exactly)",
        "(?:when|what time|how long) (?:did|has|have|is|was|were|ago|since|for|it|about|you|that|been|they|\
         had|they been|would) ?~4 (?:start\\w*|begin|began|happen\\w*|stop\\w*|quit\\w*|go|gone|going|down|\
         out|fail\\w*|break|broke|broken|notice\\w*|see|last|been|crash\\w*|come|came|on|off|first|at that|\
         like that|ago|doing|hurting|leaking|it|swarming)",
        "since (?:when|what|how long|about when)|how long (?:has|have|is|was|were|they|it|you|ago)|when did",
        "when was (?:this|that|the last time it)|how (?:often|bad|severe|serious|urgent)|from when",
        "what happened",
        "(?:all|every|each|everybody|everyone|everything|both|the whole|anybody|anyone|any|\
         whole) ~6 or (?:just|only|is it|one|certain|some|the one|yourself|you)",
        "(?:just|only) (?:the |that |your |a |on )?(?:one|you|yourself|yours|your|this|that|\
         those) ~6 or (?:all|every|the whole|everybody|everyone|everything|is it|are|both|the others?|has|\
         other|do)",
        "(?:one|the one) \\w+ or ~2 (?:all|whole|lot|more|every)|anybody else",
        "anyone else (?:having|affected|able|seeing|have|down)",
        "how many ~4 (?:affected|down|out|locked|having|impacted|hit|not working|times|days|weeks)",
        "(?:is|are) (?:everybody|everyone|anyone|anybody|the whole) ~4 (?:affected|down|out|hurt|sick|safe|\
         okay)",
        "(?:does|do|did|is|are|was|were|has|have|will|can|could|would) (?:it|that|they|she|he|the|this|there|\
         your|you|them|those|any|anything|a|either|these|both|all|everything) ~8 (?:making|showing|stuck|\
         leaking|dripping|running|on|off|working|work|plugged|say|says|tell|give|gave|turn|start|starting|\
         boot|booting|ring|chirp\\w*|beep\\w*|flash\\w*|blink\\w*|light\\w*|noise|sound|smell|warm|hot|cold|\
         water|power|lit|connect\\w*|print\\w*|open\\w*|load\\w*|log\\w*|see|hear|feel|online|down|up|\
         back ?up|restart\\w*|reboot\\w*|tried|try|anything|error|code|message|frozen|freez\\w*|bleeding|\
         swollen|swelling|pain|painful|eating|drinking|vomit\\w*|limping|breathing|visible|burning|sparking|\
         tripp\\w*|reset|cloudy|green|clicking|grinding|humming|slow|screen|happen\\w*|worse|better|\
         constant\\w*|intermittent\\w*|tight|red|amber|orange|new|old|drop\\w*|crash\\w*|lost|missing|\
         damage\\w*|broken|cracked|injured|hurt|served|signed|filed|arrested|charged|reception|cameras|box|\
         laptop|desktop|emergency|urgent|blocked|clogged|inside|outside|upstairs|downstairs|front|back)",
        "(?:have|did|has) (?:you|it|anybody|anyone|they|he|she|somebody) (?:already |ever |tried |\
         been )*(?:try|tried|turn\\w*|restart\\w*|reboot\\w*|check\\w*|look\\w*|reset|unplug\\w*|open\\w*|\
         click\\w*|notice\\w*|change\\w*|replace\\w*|move\\w*|touch\\w*|call\\w* anyone|done anything|\
         do anything|get an?|download\\w*|install\\w*|spill\\w*|drop\\w*|hear\\w*|see\\w*|\
         take\\w* (?:a picture|photos|any))",
        "was there (?:a|an|any)",
        "is there (?:a|an|any) (?:light|lights|error|message|code|leak|smell|water|power|noise|backup|sound|\
         damage|light on|number|name)",
        "do (?:you|ye) (?:have|keep|know|see) (?:a |any |if |what |where |whether |the )*(?:backup|backups|\
         copy|light|lights|error|it|that|message|power|water|model|make|leak|stopcock)",
        "(?:tell|talk|walk|run) ~3 (?:about|through|what) ~2 (?:it|problem|issue|happening|happened|going|\
         wrong|the|doing)",
        "describe|can you see|what can i do (?:for|you)|sounds like ~5|in any pain|urgent|emergency",
        "is it (?:a|an|the|your|more|one of|still|just|only|all|on|in|off|doing|that|actually|every)",
        "(?:is|was) that (?:a|an|the|your|every|all|on|just|only|both|one|when|since|something|everyone|\
         everybody)",
        "are (?:they|those|these|you getting|you seeing|you able|you having|you in|the)",
        "something (?:actually )?(?:broken|wrong)",
        "which (?:one|of the|tooth|side|room|light|lights|program|version|machine|computer|door|window|drain|\
         unit|printer|app)",
        "(?:is|was) it (?:leaking|making|doing|showing)",
        "(?:it|they|that) (?:drop|quit|start|stop|ring|make|smell|come|go) ~5",
    ])
});

/// Finds questions on the qualifying topics; a sentence may ask about several.
pub(super) fn find(finder: &mut Finder<'_>) {
    let sentence = finder.sentence();
    let text = sentence.text.clone();
    let asks = sentence.has_question_mark || OPENING.is_match(&text);
    let confirms = !asks && CONFIRMATION.is_match(&text);
    if !asks && !confirms {
        return;
    }
    let mut found = Vec::new();
    for (topic, patterns) in [
        (QualifyingTopic::Company, &COMPANY),
        (QualifyingTopic::Size, &SIZE),
        (QualifyingTopic::CurrentProvider, &CURRENT_PROVIDER),
        (QualifyingTopic::Source, &SOURCE),
        (QualifyingTopic::Authority, &AUTHORITY),
        (QualifyingTopic::TimelineBudget, &TIMELINE_BUDGET),
    ] {
        if let Some(range) = patterns.find(&text) {
            found.push((topic, range));
        }
    }
    let is_about_the_call = NO_TOPIC.is_match(&text);
    if is_about_the_call {
        found.retain(|(topic, _)| !matches!(topic, QualifyingTopic::TimelineBudget));
    }
    if !is_about_the_call && let Some(range) = PROBLEM.find(&text) {
        found.push((QualifyingTopic::Problem, range));
    }
    for (topic, range) in found {
        let cue = Cue::at(CueKind::Asks(topic), finder.index(), range);
        finder.push(cue);
    }
}

/// Whether agents rather than callers say this: a question on one of the topics.
pub(super) fn sounds_like_agent(sentence: &crate::text::Sentence) -> bool {
    let text = &sentence.text;
    let is_question = sentence.has_question_mark || OPENING.is_match(text);
    is_question
        && [&COMPANY, &SIZE, &CURRENT_PROVIDER, &SOURCE, &AUTHORITY, &PROBLEM]
            .iter()
            .any(|patterns| patterns.is_match(text))
}

#[cfg(test)]
pub(super) fn all() -> Vec<&'static LazyLock<Patterns>> {
    vec![&COMPANY, &SIZE, &CURRENT_PROVIDER, &SOURCE, &AUTHORITY, &TIMELINE_BUDGET, &PROBLEM]
}
