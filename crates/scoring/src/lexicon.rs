//! Classes of words that patterns name, as `<name>`.
//!
//! A class is broad over service trades and over American, British, Irish, Indian, Canadian and Australian English.

/// The alternatives of the class `name`, as a regular expression over normalized text.
///
/// An unknown name gives a word that no text holds; a test compiles every pattern and names every class used.
pub(crate) fn class(name: &str) -> &'static str {
    CLASSES.iter().find(|(known, _)| *known == name).map_or("unknownclass", |(_, words)| words)
}

const CLASSES: &[(&str, &str)] = &[
    // An arrangement between firm and customer that outlasts one job.
    (
        "agreement",
        "contracts?|contracted|contractual|agreements?|retainers?|retained|memberships?|members?|subscriptions?|subscribers?|\
         subscribed|plans?|amc|sla|managed|enroll(?:ed|ment)|signed up|sign up|signed on|signed with us|signed with you|signed|\
         schemes?|programs?|packages?|tiers?|on cover|coverage|under cover|policy ?holders?|onboard(?:ed|ing)|monitored|\
         on (?:the|our|my) books|on (?:the|our|my) (?:list|roster|register|system|schedule already|panel)|on file|on (?:a|the|our) monthly|\
         monthly (?:thing|fee|deal|clients?|customers?|folks|people|payers?|support)|under management|under maintenance|care club|\
         club (?:members?|folks|people|customers?)|rosters?|account holders?|account (?:customers?|clients?|people)|\
         registered|maintenance (?:customers?|clients?|contracts?|folks|people)|service (?:customers?|clients?) only|\
         (?:gold|silver|platinum|bronze|premium|priority|vip|elite|premier|preferred|complete|total|protect|shield|advantage|comfort|essentials?|plus|pro) (?:sites?|customers?|clients?|folks|people|members?|seats?|levels?|care)|\
         [a-z]*care (?:customers?|clients?|folks|people|members?|sites?|subscribers?)|managed seats?|plan (?:customers?|clients?|folks|people)|\
         (?:client|customer|account|contract|member|membership|site|support) (?:id|code|number|pin)",
    ),
    // The people who have such an arrangement, or are simply known already.
    (
        "clientele",
        "existing (?:<person>)|current (?:<person>)|established (?:<person>)|regular (?:<person>)|active (?:<person>)|our own (?:<person>|lot)|our (?:<person>)|my own lot|my own (?:<person>)|\
         clients|customers|patients|regulars|ones we look after|ones we already|people we already|already (?:with|a client|a customer|a patient|on|under|signed)|\
         one of (?:ours|our (?:<person>))|folks (?:who|that) pay|people (?:who|that) pay|ones (?:who|that) pay|ones paying|(?:firms|companies|businesses|people|customers|clients|ones|folks|outfits|schools|practices) (?:who|that) (?:keep us|have us|pay|pay us|are paying|have been paying|are with us|are on|are signed|have signed|sign|are already)|paying in",
    ),
    ("contractual", "<agreement>|<clientele>"),
    (
        "person",
        "clients?|customers?|patients?|members?|accounts?|sites?|firms?|companies|businesses|people|folks|practices|schools|subscribers?|households?|residents|tenants|owners",
    ),
    // Work that is not bound to an arrangement.
    (
        "oneoff",
        "one offs?|once offs?|one off (?:jobs?|calls?|work|repairs?|visits?|stuff)|one time (?:jobs?|calls?|work|repairs?|visits?|stuff|options?|fix(?:es)?|service|customers?)|one time|one timers?|one and done|\
         single (?:jobs?|visits?|repairs?|incidents?|calls?)|casual (?:stuff|jobs?|work|calls?|callers?|visits?|repairs?|basis)|ad hocs?|hourly|hourly (?:work|rate|jobs?)|by the hour|per hour|\
         break fix|break and fix|pay as you go|pay per (?:call|visit|incident|use)|per incident|per call|per visit|piecemeal|off the street|passers by|walk ?ups?|\
         individual (?:jobs?|calls?|repairs?|incidents?)|isolated (?:jobs?|calls?|repairs?)|stand ?alone (?:jobs?|calls?|repairs?|visits?|service|work)|spot (?:jobs?|work)|as and when|as needed (?:work|jobs?|basis|support)|\
         a la carte|one at a time|cold calls? outs?|strangers|drop ins?|non members?|non clients?|non customers?|non contract|non plan|non managed|non amc|non subscribers?|\
         odd (?:jobs?|one here and there|one)|just the once|emergency only|retail (?:work|repairs?|customers?)|consumer|bench work for the public|random (?:jobs?|calls?|people)|outside (?:jobs?|calls?|people)",
    ),
    // A person or vehicle that the firm sends.
    (
        "crew",
        "technicians?|techs?|engineers?|guys?|fellas?|fellow|lads?|boys?|girls?|gals?|blokes?|crews?|trucks?|vans?|team|staff|somebody|someone|anybody|anyone|\
         man|men|one of (?:us|them|the \\w+|our \\w+|my \\w+)|plumbers?|electricians?|installers?|surveyors?|consultants?|hygienist|dentist|doctor|vet|nurse|attorney|lawyer|solicitor|paralegal|\
         mechanics?|specialists?|estimators?|inspectors?|fitters?|roofers?|groomer|stylist|photographer|adviser|advisor|account manager|manager|owner|boss|supervisor|rep|sales ?(?:man|person|guy|lady|woman)|\
         driver|locksmith|cleaner|cleaners|exterminator|colleague|partner|expert|assessor|designer|architect|arborist|handyman|helper|operator|people",
    ),
    // To help in one way or another.
    (
        "serve",
        "help|support|service|serve|assist|send|dispatch|roll|come|go|look|see|touch|treat|fix|repair|mend|work|open|book|schedule|slot|fit|squeeze|take|put|raise|log|handle|deal|cover|\
         respond|accept|remote|dial|jump|attend|visit|provide|represent|advise|offer|do|get|give|have|bring|let|allow|turn out|go out|come out|entertain|quote|sell|assign|route|reach|pull|bench|wake|\
         troubleshoot|diagnose|answer|action|authorize|authorise|process|generate|create|pass|clean|collect|tow|unlock|lend|make|carry|run|spare|promise|speak|talk|start|touch it|step|do anything|do much",
    ),
    (
        "serving",
        "<serve>|helping|supporting|serving|assisting|sending|dispatching|coming|going|looking|seeing|touching|treating|fixing|repairing|working|opening|booking|scheduling|taking|putting|raising|handling|dealing|covering|responding|accepting|attending|visiting|providing|offering|doing|getting|giving|letting|supports|serves|helps|services|dispatches|works|takes|handles|covers|sees|goes|comes|looks|gets|visits|does",
    ),
    // That something cannot or will not be done.
    (
        "cannot",
        "can not|could not|will not|would not|do not|does not|did not|are not|is not|am not|may not|should not|shall not|not able to|unable to|not allowed to|not permitted to|not supposed to|not authorized to|not going to|\
         not in a position to|no way|nobody|no one|none of|nothing|never|not something|not gonna|no longer|no can do|not possible|impossible|refuse|prohibited|not get|not send|not let|not even|can only|could only|stopped|quit|nor can|neither can",
    ),
    (
        "we",
        "we|i|us|they|he|she|you|it|that|this|anyone|everyone|everybody|the (?:boys|guys|lads|team|techs|technicians|engineers|fellas|girls|system|office|desk|help desk|bench|boss|owner|manager|doctor|dentist|vet|vets|attorney|attorneys|lawyers|computer|diary|software|policy)|our \\w+|[a-z]+",
    ),
    (
        "number",
        "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|[0-9]+|a dozen|dozen|couple|a couple|a few|half a dozen|several",
    ),
    (
        "weekday",
        "monday|tuesday|wednesday|thursday|friday|saturday|sunday|mondays|weds|wed|thurs|thur|tues|tue|fri|mon|sat|sun",
    ),
    ("month", "january|february|april|june|july|august|september|october|november|december"),
    (
        "ordinal",
        "first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|twenty first|twenty second|twenty third|twenty fourth|twenty fifth|twenty sixth|twenty seventh|twenty eighth|twenty ninth|thirtieth|thirty first|[0-9]+(?:st|nd|rd|th)",
    ),
    ("hour", "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|noon|midday|[0-9]{1,2}"),
    ("minute", "fifteen|thirty|forty five|oh five|ten|twenty|twenty five|forty|fifty|fifty five|five"),
    (
        "daypart",
        "morning|afternoon|evening|tonight|lunch ?time|lunch|noon|midday|dinner time|tea ?time|end of (?:the |business )?day|close of (?:play|business)|forenoon|midmorning|mid morning|half day",
    ),
    // A time that the parties can meet.
    (
        "time",
        "(?:<weekday>)|today|tonight|tomorrow|this (?:morning|afternoon|evening|week)|(?:first thing|later on|straight away|right away|immediately|right now)|\
         (?:half|quarter) (?:past|after|to|till|until|of) (?:<hour>)|half (?:<hour>)|(?:<hour>) (?:oclock|thirty|fifteen|forty five|sharp)|(?:at|by|say) (?:<hour>)(?: oclock)?|(?:for|around|about|before|after|until|from) (?:<hour>)(?: oclock|$| today| tomorrow| or so| this| on| in the| <weekday>| okay)|between (?:<hour>) and (?:<hour>)|\
         (?:<hour>) (?:am|pm|oclock)|(?:<minute>) (?:past|after|to|until) (?:<hour>)|\
         (?:in|within|about|under|inside|maybe|like|say) ~1 (?:<number>|an|half an|the) ?(?:<number>)? ?(?:hours?|minutes?|mins?)|within the hour|(?:<number>|an|half an) (?:minutes?|mins?|hours?) (?:away|out|off|from)|(?:twenty|thirty|forty|ten|fifteen|forty five|[0-9]+) (?:minutes|mins)|half an hour|an hour|\
         (?:the|on the|for the) (?:<ordinal>)|(?:<month>) (?:<ordinal>|<number>)|(?:<ordinal>) of (?:<month>)|next (?:<weekday>|week)|(?:before|after|by|around|at) (?:lunch|lunchtime|dinnertime|noon|dinner|tea ?time|supper|close|closing|breakfast|midday|dark|the weekend)|the (?:morning|afternoon)|the following (?:<weekday>|week|day)|later today|the day after|(?:<weekday>) ~1 (?:<daypart>)|midday|noon",
    ),
    // A time given to the hour.
    (
        "clock",
        "(?:half|quarter) (?:past|after|to|until|of) (?:<hour>)|half (?:<hour>)|(?:<hour>) (?:oclock|thirty|fifteen|forty five|sharp)|(?:<minute>) (?:past|after|to|until) (?:<hour>)|(?:at|by|say) (?:<hour>)(?: oclock)?|(?:for|before|around|about|until|after) (?:<hour>)(?: oclock|$| today| tomorrow| or so| this| on| in the| <weekday>| okay)|noon|midday|(?:<weekday>) (?:<hour>)|(?:<hour>) (?:on )?(?:<weekday>|tomorrow|today)|between (?:<hour>) and (?:<hour>)|(?:in|within|about) ~1 (?:<number>|an|half an) (?:minutes?|mins?|hours?)|within the hour",
    ),
    (
        "sitenoun",
        "company|business|firm|practice|clinic|shop|store|office|restaurant|school|church|salon|organization|organisation|outfit|place|premises|property|house|farm|site|hotel|building|charity|garage|agency|studio|kitchen|gym|nursery|daycare|surgery",
    ),
    // Things and people that are counted to size a job.
    (
        "unitnoun",
        "users?|people|employees?|staff|folks|of you|of yous|of them|heads?|seats?|desks?|computers?|pcs?|laptops?|machines?|workstations?|devices?|servers?|printers?|phones?|handsets?|lines|extensions|mailboxes|mail ?boxes|emails?|accounts|\
         licen[sc]es?|sites?|locations?|offices?|branches|buildings?|rooms?|bedrooms?|beds?|bathrooms?|toilets?|floors?|stor(?:y|ies|eys)|radiators?|units?|systems?|boilers?|furnaces?|zones?|vents?|windows?|doors?|locks?|cameras?|\
         sensors?|keypads?|alarms?|cars?|vehicles?|vans?|trucks?|pets?|dogs?|cats?|animals?|horses?|cows?|head|acres?|square|gallons?|litres?|liters?|feet|meters|metres|trees?|panels?|pools?|copiers?|copies|pages|registers?|tills?|terminals?|\
         tablets?|tenants?|apartments?|flats?|rentals?|properties|staff members|team members|attorneys|lawyers|doctors|dentists|vets|techs|teachers|students|kids|guests|covers|chairs|tables|lanes|bays|outlets?|sockets?|screens?|boxes|kids|children|adults|family members|shareholders|directors|invoices|transactions|hectares?|stalls?|loads?|drains?|sinks?",
    ),
    (
        "reach",
        "(?:phone|mobile|cell|cellphone|contact|callback|call back|telephone|direct|landline|daytime|home|work|best|good|back up|alternate) ~1 (?:number|line|phone|email|e mail|contact)|phone number|telephone|mobile|cell|cell ?phone|number|digits|email|e mail|email address|contact details?|contact info(?:rmation)?|best (?:way|place) to (?:reach|contact|get)",
    ),
    // Words for an arrangement or its holders wherever they stand: what a refusal for lack of one speaks of.
    (
        "arrangement",
        "contractual|contracts?|contracted|agreements?|retainers?|retained|memberships?|members?|subscriptions?|subscribers?|subscribed|amc|sla|managed|enroll(?:ed|ment|ing)?|sign(?:ed|ing)? (?:up|on|with us|on for|a|the|an)|\
         until you are signed|once you are signed|(?:is|are|be|get|gets|getting) signed|plans?|packages?|schemes?|programs?|tiers?|policy ?holders?|onboard(?:ed|ing)?|come on board|coming on board|on cover|cover with us|under cover|no cover|\
         (?:on|onto) (?:our|the|my) (?:books|list|roster|register|rota|board|panel|patient list)|in (?:our|the|my) (?:system|database|books|club|computer)|(?:on|not on|a) (?:a |the |our )?monthly|monthly (?:fee|rate|basis|payment|client|customer|deal|thing)|flat (?:monthly )?(?:fee|rate)|annual (?:package|fee|plan|contract)|under management|\
         join(?:ed|ing|s)?|existing|established|current (?:clients?|customers?|patients?|members?)|(?:our|my|the|own|regular|paying|registered|contract|plan|your) (?:own|regulars|clients?|customers?|patients?|people|accounts|lot)|clients?|customers?|patients?|regulars|account holders?|(?:an|no|any|the|one of our|contract|customer|client|our) accounts?|account with us|\
         already (?:with|a|look after|looked after|looking after|have|see|on|work|working|deal|know|our|your)|with us already|not with us|are with us|one of (?:ours|our|mine)|ones we (?:look|have|know|see|already)|people we (?:know|look|have|see|already)|(?:who|that|people|folks|ones|guys|firms) (?:are )?(?:pay|pays|paying)(?: us| for| every| their| a| to| monthly| in)?|\
         (?:contract|client|customer|account|member|membership|policy|agreement|site|plan) (?:number|code|id|pin)|we manage|you manage|do not manage|not manage|warranty with us|care plan|wellness plan|service plan|maintenance plan|coverage|clientele|book of business|subscription|registered with us|for accounts|accounts (?:in good|only|on|with)|sign you (?:up|first|on)|(?:we|he|she|they|i) (?:do|does|did) not (?:already |currently )?(?:maintain|look after|manage|install|supply)",
    ),
    // What limits help to some.
    (
        "limit",
        "only|just (?:for|the|our|take|do|work|see|help|support|look|here for|there for)|exclusively|strictly|solely|purely|nobody else|no one else|nowhere else|reserved|tied to|tied up with|committed to|dedicated to|spoken for|limited to|restricted to|kept|set aside|held|cleared (?:to|for)|\
         (?:is|are|was|thats|goes|go|be|come|comes) (?:all |only |just |really |there |strictly )*for (?:our|the|people|folks|those|members|clients|customers|subscribers|existing|current|contract|ones|patients|policyholders)|something we (?:do|offer|keep) for|what we (?:do|offer|keep) for|(?:everybody|everyone|everything|it) (?:is|has|goes|gets|we do is) (?:on|all|under|through|to be|been)|everything we do|all (?:clients|members|contract|customers|flat|monthly|managed|under)|it is all|they are all|first last|(?:part|perk|benefit) of|(?:we|i|they) (?:look after|take care of|service|support|stick to|serve|deal with) (?:our own|our|what we|the ones|the people|them|those)|our policy is|the policy is|policy|rule|that is (?:it|the rule|how we|how it)",
    ),
    // A no, or what amounts to one.
    (
        "negation",
        "not|never|nobody|no one|none|nothing|no|neither|nor|quit|stopped|stop|unable|impossible|refuse|out of luck|hands are tied|no point|in trouble|turn (?:away|down)|justify|without|unless|until|otherwise|walked away from",
    ),
    // What makes an arrangement come first.
    (
        "prerequisite",
        "(?:have|has|had|got|need|needs|needed|want|wants|require|requires|required|ought) (?:you |to |it |them |that |people |everybody |everyone |anybody |a |an |new people |first )+|must|unless|until|without|before|first|first step|step one|then only|only then|once|after that|and then|start with|starts with|looking at|be looking at|come back (?:to us )?when|when you have|if you want|supposed to|necessary|mandatory",
    ),
    // Somebody who is not the firm.
    (
        "elsewhere",
        "the|a|an|your|them|him|her|one of the|one of those|some|somebody|someone|another|around|round|whoever|wherever|google|online|on line|best buy|geek squad|office ?works|harvey|currys|curries|costco|walmart|home depot|lowes|apple|microsoft|dell|hp|amazon|yelp|youtube|local|big|other|different|anybody|anyone|those|their|my|mr|old|our friends|places|people|companies|[a-z]+ (?:direct|directly|instead|themselves|support|customer service|helpline)",
    ),
    // A short while.
    (
        "moment",
        "(?:just |for |like |about |only |maybe |literally )*(?:(?:a|an|one|two|three|five|another|the|half a|a couple of|a few|couple|few|this|half|couple of) )*(?:quick |wee |short |brief |little |small |tiny |more |single |hot |real quick |very |very short |very brief |brief little )*(?:seconds?|secs?|secondly|moments?|mo|minutes?|mins?|ticks?|tic|jiffy|jiff|bit|while|spell|shake|half)",
    ),
    // To wait on the line; what follows must not make something else of it: "hold the slot", "wait until Tuesday".
    (
        "wait",
        "(?:(?:hold|be on hold|stay on hold|wait on hold|remain on hold|go on hold|stop on hold|hang on|hold on|hang tight|sit tight|hang about|hang fire|stay on|stay on the (?:line|phone|call)|stay with (?:me|us)|hold the line|hold the phone|wait on the line|remain on the line|stand by|bear with (?:me|us)|wait|be put on hold|keep holding|hold there)(?: (?:on|tight|there|here|please|the line|on the line|for (?:me|us)|with (?:me|us)))*(?:$| (?:<moment>|please|while|whilst|and i will|and i am|and let me|until i|until we|so i|so that i|or|if i|as i|because|sir|maam|madam|love|mate|dear|thanks|thank you|okay|all right|then|at all|again|now|briefly|momentarily|first|though|to see|as well|with music|if possible)))|(?:give|spare|grant|allow) (?:me|us) (?:<moment>)",
    ),
    // The same as a thing done: "holding", "waiting a minute".
    (
        "waiting",
        "(?:holding|hanging on|holding on|hanging about|being on hold|staying on hold|waiting on hold|going on hold|remaining on hold|staying on|staying on the (?:line|phone|call)|holding the line|waiting on the line|waiting|bearing with (?:me|us)|being put on hold|being placed on hold|staying with me|keeping holding)(?: (?:on|tight|there|here|please|the line|on the line|for (?:me|us)|with (?:me|us)))*(?:$| (?:<moment>|please|while|whilst|and i will|and let me|until i|so i|or|if i|sir|maam|then|at all|again|now|briefly|momentarily|first|though|to see))|giving (?:me|us) (?:<moment>)",
    ),
    // To make a caller wait.
    (
        "keepwaiting",
        "(?:put|pop|place|stick|set|park|keep|leave|have|get|throw|drop|bung|shove|whack|sling|plop|hold|switch|transfer) (?:you|the call|this call|your call|the line) (?:all |both |just |quickly |straight |back |over |briefly |momentarily |temporarily |there |here |quick |real quick )*(?:on|in|onto|into|to) (?:a |an |the |to )?(?:[a-z]+ ){0,2}(?:hold|holding)|(?:ask|get|have|need|trouble|bother|beg|want|invite|request|require|ask for) (?:you|that you|for you) (?:all |just |please |kindly |quickly )*(?:to )?(?:just |please |kindly |quickly )*(?:<wait>)|keep you (?:waiting|holding)(?: <moment>)?|have you (?:waiting|holding)|(?:put|place|pop) you on (?:a )?hold",
    ),
    // The same, done or said of oneself: "if I popped you on hold", "putting you on hold".
    (
        "kept",
        "(?:put|popped|placed|stuck|set|parked|kept|left|had|got|asked|pop) you (?:all |just |quickly |back |to )*(?:on|in) ?(?:a |an |to )?(?:[a-z]+ ){0,2}(?:hold)|(?:had|asked|got) you (?:to )?(?:<wait>)",
    ),
    (
        "putting",
        "(?:putting|popping|placing|sticking|parking|keeping|leaving|having|throwing|dropping|setting) (?:you|the call|your call) (?:all |just |quickly |back )*(?:on|in|to) ?(?:a |an )?(?:[a-z]+ ){0,2}hold|having you hold|keeping you (?:waiting|holding)",
    ),
    // What softens a question.
    (
        "softly",
        "please|just|kindly|possibly|maybe|perhaps|quickly|quick|real quick|all|both|guys|then|sir|maam|madam|miss|briefly|also|actually|really|terribly|awfully|very much|at all|be so kind as to|be kind enough to|be a dear and|be a love and|be good enough to|do me a favor and|do me a favour and|do us a favor and|for me|for us|have to|need to|only|still|ever so|so|too much|be able to|first|now|again|by any chance|temporarily|momentarily|go ahead and|like|literally|entirely|totally|perfectly|absolutely|quite|simply|be willing to|be happy to|pretty please|okay|sorry|dear|love|mate|in that case|for a (?:second|sec|moment|minute)",
    ),
    ("okay", "okay|all right|right|well|great|perfect|sure"),
    // Consent, as it is asked for.
    (
        "fine",
        "(?:okay|all right|fine|cool|good|great|ok|acceptable|agreeable|grand|possible|convenient|a problem|an issue|any trouble|too much trouble|no bother|a bother|alright|happy|comfortable|content|good to|sound|lovely|not a problem)",
    ),
    // Things that an agent asks a caller to try or to look at.
    (
        "thing",
        "power|button|switch|plug|cable|lead|breaker|breakers|fuse|valve|tap|thermostat|tablets?|computer|laptop|pc|router|modem|box|screen|light|lights|reset|password|printer|phone|filter|pump|basket|outlet|socket|door|battery|sticker|back|bottom|other|one|cord|unit|drain|handle|other one|off|on|again|you|i|that|it works|works|anybody|anyone|happens|works|what|clock|corner|setting|settings|menu|remote|key|keys|app|browser|page|window|label|tag|tank|model|serial|number|stopcock|main|mains|towel|bucket|cloth|paper|account|link|email|code",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_class_is_named_twice_and_each_name_used_is_known() {
        for (i, (name, words)) in CLASSES.iter().enumerate() {
            assert!(CLASSES[..i].iter().all(|(other, _)| other != name), "{name}");
            for used in words.split('<').skip(1).filter_map(|rest| rest.split_once('>')).map(|(used, _)| used) {
                assert_ne!(class(used), "unknownclass", "{used} in {name}");
            }
        }
    }
}
