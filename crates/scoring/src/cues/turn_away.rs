//! Refusals for lack of a contract, refusals for other reasons, and assurances that no contract is needed.

use std::sync::LazyLock;

use super::{
    Cue, CueKind, Finder,
    assurance::{HELP_ANYWAY, HOUSE_RULE, NOT_REQUIRED, OTHER_REASON, TAKEN_BACK},
};
use crate::text::{Patterns, ends_negated};

/// Help is for those with an arrangement only: "we only support contract clients".
static EXCLUSIVE: LazyLock<Patterns> = LazyLock::new(|| {
    Patterns::new(&[
        "(?:only|just|exclusively|solely|strictly) (?:really |ever |able to |allowed to |going to |\
         permitted to |set up to )?(?:<serving>) ~7 (?:<contractual>)",
        "(?:<serving>) ~3 (?:only|exclusively|solely|strictly) ~5 (?:<contractual>)",
        "(?:<contractual>) ~1 only",
        "(?:only|just) (?:for|to|with|the|our|on|by|through|ones?|people|folks|those|things|what is|\
         gear that is|equipment) ~8 (?:<contractual>)",
        "(?:is|are|was|be|reserved|kept|there|strictly|limited|restricted|exclusive|meant|spoken|goes?|\
         set aside|held|saved) (?:only |just |all |really |there |exclusively |purely )?(?:for|\
         to) ~3 (?:<agreement>|existing <person>|current <person>|our (?:own|existing|regular|\
         current) <person>|(?:people|folks|ones|those|firms|companies|customers|clients) (?:who|\
         that) ~1 (?:pay|keep|have|are|sign))",
        "(?:everything|everyone|everybody|every (?:<person>|company|job|call|ticket|customer|client)|\
         anything|it all|all (?:our|the|of our) (?:<person>|work|jobs)|all work) ~4 (?:goes through|\
         go through|runs through|on|under|has to|have to|needs to|must|comes through|gets) ~3 (?:<agreement>)",
        "(?:<agreement>) (?:are|is) (?:all|the only thing|the only) (?:there is|we do|we offer|i do|we have|\
         way)",
        "(?:member|client|customer|subscriber|plan|contract|membership) ~1 (?:perk|benefit|privilege|thing|\
         feature|service|exclusive)",
        "(?:we are|i am|they are|this is|it is) (?:a|an|strictly|purely|all|contract|fully|\
         completely) ~2 (?:managed|contract|members|membership|subscription|retainer|agreement|\
         client) ~1 (?:outfit|shop|only|firm|company|house|based|basis|provider|operation|practice|business)",
        "(?:by|on|through) (?:contract|agreement|membership|subscription|retainer) only",
        "(?:gear|equipment|machines?|systems?|kit|computers?|devices?|units?|sites?|homes?|\
         properties) (?:that is|that are|thats|which are|which is|we have) ~2 (?:on|under|\
         in) ~3 (?:<agreement>|management) ~6 (?:if|otherwise|else|leave)",
        "(?:you are|they are|it is) (?:either )?(?:on|under|in) (?:the |a |our )?(?:<agreement>) or (?:you|\
         they|i|we|it|nothing|not)",
        "(?:look after|looking after|take care of|taking care of|stick to|sticking to|deal with|work for|\
         come out for|go out for|turn out for|carry|prioriti[sz]e) (?:only |just )?(?:<clientele>|(?:our|the|\
         my) (?:<agreement>) ?(?:<person>)?) (?:only|and that is it|first last|that is it|nobody else|\
         and nobody else|and no one else)",
        "(?:pulled out of|out of|got out of|gave up|stopped doing|quit doing|do not do) ~3 (?:anything|work|\
         jobs|stuff) ~2 (?:outside|that is not|without) ~3 (?:<agreement>)",
        "only (?:people|ones|folks|customers|clients|places|sites|systems|work|thing|jobs|calls|\
         way) ~6 (?:<contractual>|on the monthly|sign|signed)",
        "only way ~8 (?:<agreement>|sign|join|signing|joining)",
        "(?:normally|usually|generally|typically|mostly|really) (?:just|only) ~6 (?:<contractual>)",
    ])
});

/// Help refused on a condition: "unless you are on a plan I cannot send anybody".
static CONDITION: LazyLock<Patterns> = LazyLock::new(|| {
    Patterns::new(&[
        "(?:<cannot>) ~10 (?:unless|without|until|before) ~7 (?:<agreement>|a client|a customer|\
         an? (?:existing|current) (?:client|customer|patient|member)|(?:in|on|under) (?:our|the) (?:system|\
         books|umbrella)|an account|with us already|already with us|one of (?:ours|our <person>))",
        "(?:unless|without|until) ~6 (?:<agreement>|a client|a customer|an account|one of ours|\
         one of our <person>|already with us) ~10 (?:<cannot>|hands are tied)",
        "if (?:you|they|it|he|that|the \\w+|your \\w+|a \\w+|somebody|someone) (?:are|do|is|was|were|have|\
         has) not ~6 (?:<agreement>|<clientele>|a client|a customer|an account|on it|one of ours|one of them|\
         with us|ours|in the system|on the system) ~12 (?:<cannot>|not|nothing|walk in|hands are tied|\
         no ticket|leave it|out of luck)",
        "(?:<cannot>) ~6 (?:anybody|anyone|somebody|someone|people|folks|sites?|compan(?:y|ies)|systems?|\
         machines?|callers?|businesses|person|those|them|jobs?|work|calls?|places?|anything|something|stuff|\
         gear|kit|equipment|homes?|for) ~3 (?:not|outside|without) ~5 (?:<agreement>|<clientele>|ours|client|\
         customer|on it|the books|our systems?)",
        "(?:non|not a|no) (?:<agreement>|clients?|customers?|patients?) ~8 (?:<cannot>) ~3 (?:<serve>)",
        "no (?:<agreement>|client|customer|account|member|site|plan) ?(?:code|number|id|file|\
         record)? no (?:ticket|service|visit|help|support|engineer|technician|dispatch|job|appointment|\
         call out|callout|work)",
        "(?:<cannot>) ~5 (?:<serve>) ~6 (?:outside|beyond) (?:of )?(?:our|the|an|a) ~2 (?:<agreement>|\
         <clientele>|book)",
        "(?:if|when|where) (?:there is|there are|you have|they have|you have got) (?:no|not an?|\
         not any) ~3 (?:<agreement>|account) ~10 (?:<cannot>|nothing)",
        "(?:no|without an?) (?:<agreement>|account) ~4 (?:i|we|they|he|she|nobody|the \\w+) (?:can not|\
         will not|do not|are not able|am not able|could not)",
        "since (?:you|it|that|they) (?:are|do|is|have) not ~6 (?:<agreement>|<clientele>|client|customer|\
         with us) ~12",
        "(?:because|as|seeing as|being as|and) (?:you|it|that|they) (?:are|do|is) not ~2 (?:on|under|have|\
         with|an?|in|part of|covered|enrolled|one of) ~5 (?:<agreement>|client|customer|ours|\
         existing) ~12 (?:<cannot>) ~4 (?:<serve>)",
        "(?:<cannot>) ~12 (?:because|since|as) (?:you|it|that|they) (?:are|do|is|have) not ~6 (?:<agreement>|\
         <clientele>|client|customer|with us)",
        "not (?:for|with) (?:somebody|someone|anybody|anyone|people|folks|a) ~3 (?:not|without|outside|\
         non) ~5 (?:<contractual>)",
        "(?:nothing|not anything|not much|not a lot|very little) ~6 (?:unless|without|\
         until) ~6 (?:<contractual>|sign|signed|join|joined)",
        "not (?:without|unless|until|if you are not|till) ~8 (?:<agreement>|client|customer|an account|\
         on the|member|with us|joined|signed)",
        "(?:has|have|needs?) to (?:be|have) ~5 (?:<agreement>|on cover|a client|a customer) ~8 (?:before|\
         first|for) ~3 (?:<we>) (?:can|could|will|are|would)",
    ])
});

/// An arrangement named as what must come first: "you would have to be on a plan".
static REQUIREMENT: LazyLock<Patterns> = LazyLock::new(|| {
    Patterns::new(&[
        "(?:you|they|it|we|that|he|she|everybody|everyone|anybody|anyone|people|folks|callers|\
         the \\w+) (?:would |will |do |does |all |really |just |first )*(?:have to|need to|needs to|has to|\
         got to|have got to|has got to|must|would need|need|needs|ought to|are required to|\
         is required to) ~2 (?:be|have|join|sign|signed|get|become|enroll|go|take|hold|put|come|you|set|buy|\
         purchase|pick|start) ~5 (?:<agreement>|an? (?:client|customer|account)|<clientele>|on board|\
         in the system|on our system|with us)",
        "(?:requires?|required|wants|want|needs|asks for|call for|calls for) ~2 (?:an?|the|your|you to have|\
         to see an?|to have) ~2 (?:<agreement>|account number|account|client number|customer number)",
        "(?:<agreement>) ~2 (?:is|are|would be|has to be|have to be|must be) (?:required|needed|necessary|\
         a must|mandatory|in place|compulsory|step one|the first step|the starting point|the minimum)",
        "(?:first|before) ~6 (?:<agreement>|a client|a customer|on board) ~4 (?:then|before|after that|\
         and then)",
        "(?:would|will) (?:need|want|have to have|have to get) you (?:to be |to go |to come |to get |signed |\
         set )?~3 (?:<agreement>|on the books|on board|a client|a customer|in the system) ?~2",
        "(?:once|after|when|as soon as) (?:you|that|it|they|everything|the \\w+) (?:are|is|have|has|gets?|\
         get|has been|have been|were|was) ~4 (?:<agreement>|a client|a customer|on board|in the system|\
         through) ~8 (?:then|can|could|will|would|any of|we)",
        "(?:(?:starts?|begins?|kicks off|always start) with|(?:starting point|first thing|first step|way in|\
         place to start) (?:is|would be)) ~3 (?:<agreement>|onboarding)",
    ])
});

/// What would be if the caller had an arrangement: "if you were a member I would have somebody there by noon".
static COUNTERFACTUAL: LazyLock<Patterns> = LazyLock::new(|| {
    Patterns::new(&[
        "if (?:you|it|that|they|this|that \\w+|the \\w+|your \\w+|you guys|you all|you folks) (?:were|was|\
         had been|had|would been|would have been|would gone|would have|would had|would signed|would|\
         had have been|only) ~7 (?:<contractual>|one of|on it|with us|a client|a customer|an account|\
         signed|joined|in the system|ours)",
        "had (?:you|it|that|they|you all) (?:been|had|signed|joined|gone|come|taken|got) ~6",
        "(?:would|could) (?:have|be|get|send|do|come|go) ~12 if (?:you|it|that|they) (?:were|was|had been|\
         had|would been|would) ~5 (?:<contractual>|on it|with us|a client|a customer|ours|signed)",
        "were you (?:a|an|on|under|with|one of) ~4 (?:<contractual>|ours|us)",
        "(?:it would be|that would be|would be) a different (?:story|conversation|matter|kettle)",
        "(?:for|if it was|if it were|when it is) (?:one of )?(?:our|a|the) (?:own |existing |contract |\
         managed |plan )?(?:<clientele>|<agreement>|clients?|customers?|members?) ~3 (?:would|we would|\
         i would) (?:be|have|send|come|go)",
    ])
});

/// No work that is not bound to an arrangement: "we do not do one-off jobs".
static NO_ONE_OFF: LazyLock<Patterns> = LazyLock::new(|| {
    Patterns::new(&[
        "(?:do not|does not|did not|will not|would not|can not|is not|are not|no longer|not|never|no|stopped|\
         quit|pulled out of|gave up|got out of|moved away from|moved off|phased out|got rid of|away from|\
         dropped|not any|not really|not set up for|isnt any|there is no|there are no|not taking on|\
         not taking) ~7 (?:<oneoff>)",
        "(?:used to|once did) ~8 (?:quit|stopped|gave (?:it|that) up|do not any ?more|not any ?more|\
         no longer|knocked (?:it|that) on the head)",
        "(?:<oneoff>) ~3 (?:not something|is not|are not|we do not|i do not|isnt|is out|are out|went away|\
         not offered|not available|got discontinued|not an option)",
        "(?:not|no) (?:a |an )?(?:repair shop|break fix shop|break fix|walk in shop|retail shop|\
         call out service|emergency service)",
        "(?:there is|there are|we have|i have|we have got|isnt) (?:no|not an?|not any) ~2 (?:option|version|\
         window|way|box|button|price|rate|charge|mechanism|provision|facility|arrangement|setup|process) ~8",
    ])
});

/// No walk-ins: a refusal for lack of a contract only where it is not about appointments.
static NO_WALK_INS: LazyLock<Patterns> = LazyLock::new(|| {
    Patterns::new(&["(?:do not|no|not|never|can not|stopped) ~4 (?:walk ins?|walk up|drop ins?|drop off)"])
});

/// The firm, or one of its people, cannot or will not help.
static CANNOT_SERVE: LazyLock<Patterns> = LazyLock::new(|| {
    Patterns::new(&[
        "(?:can not|could not|will not|would not|not able to|unable to|not allowed to|not permitted to|\
         not supposed to|not authorized to|not going to|not in a position to|not be able to|do not|did not|\
         does not|not gonna) (?:even |really |just |actually |be able to |be allowed to |be |get to |ever |\
         start |to |go |normally |usually )*(?:<serve>|schedule anything|touching|coming|sending|getting|\
         looking|opening)",
        "(?:nothing|not anything|not much|not a lot|very little|not a thing) ~2 (?:i|we|anybody|\
         anyone) (?:can|could|am able to) (?:do|offer)",
        "(?:no way|not a way|not any way|no means|no mechanism) (?:for|to|that|i|we|of)",
        "(?:nobody|no one|none of (?:us|them|the \\w+|our \\w+)|not one of) ~4 (?:can|could|is allowed|\
         are allowed|is able|will|would|goes|allowed|is going to|available to)",
        "(?:hands are tied|not in our hands|not up to me|out of my hands|off limits|not how we work|\
         not how it works|not how we do|not what we do|not the way we|not something we|not something i|\
         that is a no|it is a no|going to be a no|have to say no|have to pass|have to decline|have to turn|\
         out of luck|leave it right alone|leave it alone)",
        "(?:ticket|job|visit|call|case|appointment|order|engineer|technician|request) (?:can not|could not|\
         will not|is not able to|would not) be",
        "(?:will|would|does|do) not (?:let|allow|permit|give) (?:me|us|you|a|an|any)",
        "not (?:on|around) ~2 (?:here|this)",
        "locked out of (?:booking|scheduling)",
        "(?:why|reason|so) (?:i|we) (?:can not|could not|will not|do not)",
    ])
});

/// That the caller has no arrangement with the firm, said by the firm.
static NOT_A_CLIENT: LazyLock<Patterns> = LazyLock::new(|| {
    Patterns::new(&[
        "(?:you|it|that|they|this|your \\w+|that \\w+|you all|the \\w+) (?:are|is|would|do|does|have|am|will|\
         has) not (?:be |been |actually |currently |really |even |hold |have |on |under |in |with |a |an |\
         one |part |our |the |any |got )*~3 (?:<contractual>|client|customer|member|ours|us|list|system|\
         books|account|database|coverage|it|desktop)",
        "(?:not|never) (?:seeing|finding|showing|pulling|getting) (?:you|an?|any|that|your) ~5",
        "(?:do not|can not|could not) (?:see|find|have|show|pull) (?:you|an?|any|that|your|it) ~6 (?:on|\
         under|in|with|account|record|file|contract|agreement|plan|here|up|anywhere|number|profile)",
        "(?:you are|you have|you would be|that is|what i am showing is|it is|i have you) (?:just |only |\
         down as |on |on the |a |an |in )+(?:ad hoc|pay as you go|phone|voice|hosting|basic|standard|silver|\
         bronze|essentials?|web|internet|non|trial|free|walk in|casual|cash|guest|one time|lapsed|expired|\
         inactive)",
        "(?:no|not an?) (?:account|record|file|agreement|contract|membership|plan|profile|\
         customer) ~3 (?:for you|under|with|on file|there|here|to go to|for that|comes? up|showing|of you|\
         in the)",
        "(?:not|never) (?:one of ours|on (?:my|our|the) (?:list|books|system|roster)|in (?:the|our|\
         my) (?:system|database|books)|with us|on it|a client|a customer|a member|an existing|a current|\
         covered|enrolled|included|under contract)",
        "(?:is|are|was|were) not (?:covered|included|enrolled|part of|on) ~4 (?:<contractual>|your|the|this|\
         it)?",
        "(?:lapsed|expired|ran out|run out|cancelled|canceled) ~3",
        "(?:reactive|emergency|desktop|that|repairs?|call outs?|after hours|support) (?:is |\
         are )?not (?:included|covered|part)",
        "outside (?:of )?(?:the|your|our|a) ~2 (?:<agreement>|scope)",
    ])
});

/// The paying regulars told as a story: "the folks who pay every month are who the trucks go see".
static PAYER_STORY: LazyLock<Patterns> = LazyLock::new(|| {
    Patterns::new(&[
        "(?:folks|people|ones|firms|companies|businesses|customers|clients|outfits|schools|offices|practices|\
         families|accounts|guys|those|they) (?:who|that|what) ~3 (?:pay|pays|paying|paid|keep us|have us|\
         send me|send us|sign|signed|are on|are with|put us|have been with|stick|stuck with|support us|\
         commit|committed)",
        "(?:they|those folks|those people|members|them|clients|customers|the \\w+ (?:folks|people|members|\
         clients|customers)) (?:pay|pays|are paying|have paid) ~4 (?:for|every|monthly|a month|each month|\
         to be|us to)",
        "(?:what|who) (?:they|those|them|the rest|the others|our (?:<person>)|the members) ~4 (?:pay|paying|\
         pays|paid) ~2 (?:for)?",
        "(?:not|not be|not terribly|not very|not exactly|would not be|hardly|is not) ~1 fair (?:on|to) ~4",
        "(?:my|our|the) (?:own lot|regulars|own people|handful) ~6 (?:see to|first|\
         look after|take care of|get|come first)",
        "(?:is|are) who ~6 (?:go|goes|come|work|see|help|serve|for)|(?:them|those|they) is the ones",
        "(?:go out|come out|turn out|are there|is there|works?|drive|roll) (?:for|to) (?:the|our) (?:folks|\
         people|ones|guys|customers|clients|firms|members)",
    ])
});

/// A condition or a rule is put to the caller as a question: "are you a current client?".
static STATUS_QUESTION: LazyLock<Patterns> = LazyLock::new(|| {
    Patterns::new(&[
        "(?:are|is|were|do|does|did|have|has) (?:you|it|this|that|your \\w+|the \\w+|you guys|you all|\
         we) ~8 (?:<contractual>|client|customer|patient|member|with us|account|before|used us|on our)",
        "(?:what|which) (?:is )?~3 (?:account|contract|client|customer|member|plan)",
        "can i (?:get|have|take) ~3 (?:account|contract|client|customer|member|membership|policy)",
    ])
});

/// Asking to wait rather than refusing, or reporting what others pay.
static NOT_A_REFUSAL: LazyLock<Patterns> = LazyLock::new(|| {
    Patterns::new(&[
        "(?:discount|free|cheaper|percent off|no charge|included|priority|quicker|faster|waived|lower rate|\
         better rate) (?:if|for|when|as|with) ~5 (?:<agreement>|clients?|customers?)",
        "(?:<agreement>) ~6 (?:discount|free|cheaper|percent off|no charge|waived|priority|lower rate|\
         better rate|save)",
        "^(?:please |just |but |and |so |and please |okay )*do not (?:you )?(?:worry|touch|hang up|\
         go anywhere|push|press|click|open any|restart|turn|unplug|let anybody|let anyone|call|ring|shut)",
        "by appointment|(?:only|just) (?:need|want|ask|asking|check|checking|look|looking|let|so you|so i|make|confirm|\
         to confirm|a second|a moment|hold|hang)",
    ])
});

/// A limit that speaks of an arrangement, in whatever words: "we look after our own".
static LIMITED_TO: LazyLock<Patterns> = LazyLock::new(|| {
    Patterns::new(&[
        "(?:<limit>) ~9 (?:<arrangement>)",
        "(?:we|i|they|he|she) (?:just |only )?(?:look after|take care of|stick to|serve|deal with|service|\
         see to) (?:our own|my own|our lot|what we (?:sell|install|manage|look after|put in)|the ones we|\
         the people we)",
        "(?:<arrangement>) (?:or nothing|or no)|(?:<arrangement>) ~1 (?:take|takes|get|gets|have|fill|use) (?:up )?(?:all|every|first|priority|most)",
        "(?:<arrangement>) ~4 (?:only|first last|nobody else|no one else|that is it|that is all|and nobody|\
         first and|come first|comes first|thing|get that|get those|get looked after)",
    ])
});

/// A no that speaks of an arrangement, in whatever words: "I couldn't justify it to the clients who pay".
static NO_FOR_LACK: LazyLock<Patterns> =
    LazyLock::new(|| Patterns::new(&["(?:<negation>) ~10 (?:<arrangement>)", "(?:<arrangement>) ~10 (?:<negation>)"]));

/// An arrangement that comes first, in whatever words: "we'd need you on the books before anybody could look".
static ARRANGEMENT_FIRST: LazyLock<Patterns> = LazyLock::new(|| {
    Patterns::new(&[
        "(?:<prerequisite>) ~7 (?:<arrangement>)",
        "(?:<arrangement>) ~6 (?:before|first|and then|after that|then only|for us to|in place|required|\
         needed)",
    ])
});

/// Words of serving anywhere in the sentence.
static SERVES: LazyLock<Patterns> = LazyLock::new(|| {
    Patterns::new(&[
        "<serve>|touch|call outs?|dispatch(?:es|ed)?|emergenc(?:y|ies)|same day|engineers?|technicians?",
        "techs?|appointments?|tickets?|visits?|vans?|trucks?|bench|slots?|work on|help(?:s|ing)?",
        "support(?:s|ing)?|service(?:s|d|ing)?|see|sees|seeing|taking|take|put (?:this|that|it|you)|job|jobs",
        "fix|fixing|fixed|looked after|look after",
    ])
});

/// Words for an arrangement that are about something else: prices, newcomers, the caller's own papers.
static NOT_ABOUT_LACK: LazyLock<Patterns> = LazyLock::new(|| {
    Patterns::new(&[
        "(?:new|commercial|residential|business|other|many|most|another|happy|one of my|hundred|some of our|\
         both|all our|other of our|bunch of) (?:patients?|clients?|customers?|members?|accounts?)",
        "(?:get into|access|log into|log in to|pull up|reset|see|find|into) (?:your|the) (?:account|plan|\
         policy|contract)",
        "your (?:account|plan|contract|lease|policy|program|programs|insurance|email account|data plan|\
         phone plan|internet plan|floor plan) ~3 (?:number|pin|password|says|is with|with (?:them|him|her|\
         the)|end|up|expire|run)",
        "bank account|floor plans?|phone contract|plan (?:to|on|b|for (?:today|tomorrow))|the plan is",
        "that is the plan|accounts (?:department|team|inbox)|treatment plan|payment plan|computer programs?",
        "the program|a program|program (?:is|was|will|says|open|crash\\w*|itself)|software package",
        "package (?:came|arrived|for|delivery)|building contractor|contractors?",
        "(?:off|discount|free|cheaper|less|percent|waived|extra|more|charge|fee|pounds|dollars|euros|cost|\
         costs|price|rate|hourly) ~8 (?:plan|members?|contract|membership|clients?|customers?|otherwise)",
        "(?:plan|members?|contract|membership|clients|customers) ~8 (?:off|discount|free|cheaper|a bit less|\
         percent|waived|priority|a better rate|lower|otherwise it is|different number)",
    ])
});

/// Finds the signs of a turn-away in what agents say.
pub(super) fn find(finder: &mut Finder<'_>) {
    let text = finder.text().to_owned();
    if text.is_empty() {
        return;
    }
    let is_status_question = finder.sentence().has_question_mark && STATUS_QUESTION.is_match(&text)
        || text.split(' ').count() < 16 && starts_as_status_question(&text);
    let withdrawn =
        TAKEN_BACK.find(&text).filter(|range| !ends_negated(text.get(..range.start).unwrap_or_default(), 3));
    if let Some(range) = withdrawn {
        finder.push(Cue::at(CueKind::TakenBack, finder.index(), range));
    }
    for (kind, patterns) in [
        (CueKind::NotRequired, &NOT_REQUIRED),
        (CueKind::OtherReason, &OTHER_REASON),
        (CueKind::HelpAnyway, &HELP_ANYWAY),
        (CueKind::HouseRule, &HOUSE_RULE),
    ] {
        finder.push_first(kind, patterns);
    }
    if is_status_question {
        finder.push_first(CueKind::AsksStatus, &STATUS_QUESTION);
        return;
    }
    for (kind, patterns) in [
        (CueKind::Exclusive, &EXCLUSIVE),
        (CueKind::Requirement, &REQUIREMENT),
        (CueKind::Condition, &CONDITION),
        (CueKind::Counterfactual, &COUNTERFACTUAL),
        (CueKind::NoOneOff, &NO_ONE_OFF),
        (CueKind::NoWalkIns, &NO_WALK_INS),
        (CueKind::CannotServe, &CANNOT_SERVE),
        (CueKind::NotAClient, &NOT_A_CLIENT),
        (CueKind::PayerStory, &PAYER_STORY),
    ] {
        let Some(range) = patterns.find(&text) else { continue };
        let before = text.get(..range.start).unwrap_or_default();
        let takes_negation = matches!(kind, CueKind::Exclusive | CueKind::Requirement);
        let is_price = kind == CueKind::Counterfactual && NOT_ABOUT_LACK.is_match(&text);
        if takes_negation && ends_negated(before, 2)
            || is_price
            || NOT_A_REFUSAL.is_match(&text) && kind != CueKind::Counterfactual
        {
            continue;
        }
        finder.push(Cue::at(kind, finder.index(), range));
    }
    if !NOT_ABOUT_LACK.is_match(&text) && !NOT_A_REFUSAL.is_match(&text) {
        finder.push_first(CueKind::LimitedTo, &LIMITED_TO);
        if SERVES.is_match(&text) {
            finder.push_first(CueKind::NoForLack, &NO_FOR_LACK);
        }
        finder.push_first(CueKind::ArrangementFirst, &ARRANGEMENT_FIRST);
    }
    if CONTRACT_WORD.is_match(&text) {
        finder.push_first(CueKind::ContractWord, &CONTRACT_WORD);
    }
}

/// Any word for an arrangement or for those who have one.
static CONTRACT_WORD: LazyLock<Patterns> = LazyLock::new(|| Patterns::new(&["<contractual>|<arrangement>"]));

fn starts_as_status_question(text: &str) -> bool {
    static OPENING: LazyLock<Patterns> = LazyLock::new(|| {
        Patterns::new(&[
            "(?:are you|are you guys|do you have|is this|have you|is it|were you|do we have|are we|is that)",
        ])
    });
    let opening = text.split(' ').take(6).collect::<Vec<_>>().join(" ");
    OPENING.is_match(&opening) && STATUS_QUESTION.is_match(text) && !text.contains(" if ")
}

/// Whether agents rather than callers say this.
pub(super) fn sounds_like_agent(text: &str) -> bool {
    EXCLUSIVE.is_match(text) || CONDITION.is_match(text) || REQUIREMENT.is_match(text) || NO_ONE_OFF.is_match(text)
}

#[cfg(test)]
pub(super) fn all() -> Vec<&'static LazyLock<Patterns>> {
    vec![
        &EXCLUSIVE,
        &CONDITION,
        &REQUIREMENT,
        &COUNTERFACTUAL,
        &NO_ONE_OFF,
        &NO_WALK_INS,
        &CANNOT_SERVE,
        &NOT_A_CLIENT,
        &PAYER_STORY,
        &STATUS_QUESTION,
        &NOT_A_REFUSAL,
        &LIMITED_TO,
        &NO_FOR_LACK,
        &ARRANGEMENT_FIRST,
        &SERVES,
        &NOT_ABOUT_LACK,
        &CONTRACT_WORD,
    ]
}
