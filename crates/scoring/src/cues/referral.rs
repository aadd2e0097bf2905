//! Sending the caller to somebody else, or telling them to do it alone.

use std::sync::LazyLock;

use super::{CueKind, Finder};
use crate::text::Patterns;

static SENDS_AWAY: LazyLock<Patterns> = LazyLock::new(|| {
    Patterns::new(&[
        "(?:you )?(?:might|could|can|should|may|would|ought to|will have to|have to|need to|want to|\
         will want to|are better|had better|are as well|would be as well|would be better off|be better off|\
         be best|would be best|are best|better off|\
         best off)(?: be| want to| just| probably| maybe| have to| need to| try to| as well| even| also| always| then| instead| best| better| off)* (?:to )?(?:try|\
         trying|call|calling|ring|ringing|phone|phoning|contact|contacting|ask|asking|reach out to|\
         reaching out to|get on to|get in touch with|get hold of|speak to|speaking to|speak with|talk to|\
         talking to|check with|checking with|go to|going to|go through|look up|look for|looking for|google|\
         googling|take it (?:back )?to|taking it (?:back )?to|bring it (?:back )?to|run it (?:down|over|up|\
         back)? ?to|find somebody|find someone|find another|finding|shop around|call around|use|see|\
         head (?:down|over|to)) ~1 (?:<elsewhere>)",
        "(?:try|call|ring|phone|contact|google|ask|(?:take|walk|carry|pop|drop|run|bring) it (?:back |down |\
         over |up |in |round |straight )*(?:to|into)|go and see|speak to|start with|look up|check with|\
         get on to|get hold of|march it ~3|head to|head over to|hit up|search|look on|\
         have a look on) ~1 (?:<elsewhere>)",
        "(?:i would|we would|i always|we usually|we generally|i generally|i usually|we always|\
         what i would do is|i suggest you|i would suggest|i recommend|i would recommend|i can recommend|\
         we recommend|i would say|i would probably|i would maybe|my advice would be|i would just|\
         we) ~2 (?:try|call|calling|ring|ringing|start with|give (?:them|him|her|those|that)|go with|\
         going to|phone|phoning|contact|contacting|talk to|talking to|asking|take it (?:back |down |\
         over )?to|taking it|bring it to|refer|send (?:people|folks|you|them|callers|those|\
         everybody) ~1 (?:to|over|down|round|up)|look for|looking for|find (?:someone|somebody|another|a)|\
         finding|check with|checking with|speak to|speaking to|recommend|have a word with|get on to|\
         get hold of) ~2",
        "(?:there is|there are|there will be|they have|you have|you have got) (?:an?|one|another|some|that|\
         plenty of|loads of|lots of|a couple of|this) ~3 (?:outfit|firm|company|fella|fellow|guy|lad|bloke|\
         chap|man|woman|lady|place|shop|mob|crowd|kid|repair (?:shop|place|counter)|helpline|toll free|\
         eight hundred number|locksmith|plumber|electrician|dentist|vet|lawyer|attorney|mechanic|clinic|\
         hospital|garage|contractor|handyman|directory|others?|people|places|shops|firms|companies|\
         guys) ~6 (?:in|on|at|by|down|over|up|called|that|who|near|across|out|off|round|around|does|do|for|\
         inside|could|can|might|will|would)",
        "(?:your )?best (?:bet|option|thing|chance|shot|plan|\
         off)(?: is| would be| might be| may be| at this point| really| honestly| here| then| for that| for you)* (?:to |\
         going |the |your |whoever |wherever |try|call|ring|a |an |back |probably |with |going to |one of |\
         google|somebody|someone|just )",
        "(?:whoever|wherever|who ever) (?:sold|flogged|you (?:bought|got)|it (?:was|is)|made|put|installed|\
         fitted|supplied|did|built)",
        "(?:the )?(?:manufacturer|maker|makers|vendor|supplier|retailer|dealer|dealership|people (?:that|\
         who) (?:make|made|sold|installed|built)|place (?:that|where) (?:you|sold|it)|shop (?:that|\
         where) (?:you|sold|it)|store (?:that|where) (?:you|sold|it)|(?:company|folks|guys|crowd|lot|mob|\
         outfit|firm) (?:that|who) (?:sold|made|put|installed|fitted|built|did)) ~4 (?:direct|directly|\
         would be|will|should|can|might|could|are|is|has|have|about|for|for that|number|line|support|\
         themselves|first|help|on|and see)",
        "(?:somebody|someone|anybody|anyone|somewhere|another (?:company|firm|place|shop|provider|office|\
         clinic|plumber|outfit)) else (?:who|that|for|to|can|would|might|in|could|is|about|then)",
        "elsewhere|look(?:ing)? around for",
        "(?:yellow pages|craigslist|angie|next ?door app|facebook group|youtube|you tube|trust ?pilot|\
         check ?a ?trade|yelp)",
        "do that sort of thing|do that kind of thing|a competitor|our competitors?",
        "(?:they|he|she|the \\w+|those guys|those folks) (?:would|will|could|might|can|\
         should) (?:be able to )?(?:sort|fix|help|see|take|do|look after|get|have|squeeze|handle|serve|\
         look at) (?:you|it|that|them|this|anything) (?:out|right|up|in|for you|carry|sooner|there|today|\
         quicker|better|that|you)?",
        "(?:it|that) ~2 (?:in|back|straight back|over|down|out|round) to (?:them|the (?:manufacturer|maker|\
         shop|store|dealer|place|people)|where|whoever|wherever)",
        "(?:carry|carry in|march|send|take|bring|ship) (?:it|that|them) ~2 (?:back )?to (?:them|the|where|\
         whoever|wherever)",
        "(?:just |maybe |probably )?google (?:it|that|around|somebody|someone|them|for|[a-z]+ near)",
        "(?:give|gave) (?:them|him|her|the|your|apple|dell|microsoft|hp|google|[a-z]{4,}) (?:[a-z]+ )?(?:a|\
         an) (?:ring|call|shout|buzz|try|bell|go)",
        "more luck (?:with|at)",
        "(?:better|best) (?:off|served|placed|suited) (?:with|at|by|going|calling|ringing|finding|trying|\
         asking)",
        "(?:someone|somebody|anyone|one|people|a (?:company|firm|place|shop|person)) (?:who|\
         that) (?:specializ\\w+|specialis\\w+|does that|do that|does those|deals with that|handles that|\
         works on those)",
        "you want ~4 (?:they|he|she) (?:do|does|handle|look after|will)",
        "one of the (?:bigger|big|larger|other|local) ~2 (?:outfits?|companies|firms|shops|stores|places|\
         chains|guys|ones)",
        "(?:refer|point|send|steer|direct) you (?:on |over |out |along |away |straight |instead |towards? |\
         in the direction )*(?:to|toward|towards|of|somewhere|elsewhere) ~4",
        "(?:can|could|will|let me|i will|happy to) ~2 (?:give|text|send|get|pass) you ~2 (?:number|name|\
         names|details|contact|couple|list) ~2 (?:of|for) ~2 (?:somebody|someone|another|other|a|an|the|some|\
         few|few other|other people|local|guy|firm|company|place|people|who|them)",
    ])
});

static NOT_ELSEWHERE: LazyLock<Patterns> = LazyLock::new(|| {
    Patterns::new(&[
        "(?:try|call|calling|ring|phone|contact|give|see|ask|check with|speak to|talk to|reach out to|\
         get in touch with) (?:us|me|back|again|our|the office|this number|in (?:the|a)|later|tomorrow|next|\
         one of (?:our|my)|\\w+ back)",
        "(?:try|trying|tried|see|check|look for|ask|use|find) (?:it |that |them )?(?:the|a|your|one of the|\
         another|that|turning|restarting|unplugging|switching|holding|it|and|to|if|whether|this|any|each|\
         both|plugging|logging|resetting|pressing|some|what|on) ?(?:<thing>)",
        "(?:i will|we will|let me|i am going to|we are going to|i can|we can|he will|she will|they will|\
         going to) (?:just |have |get |also |go ahead and |always |then |to |even )*(?:call|ring|phone|\
         contact|speak to|talk to|open something|deal with|chase|get on to|get in touch with|reach out to|\
         check with|ask|find|get|go through|look|take it|see|use|look up|bring|send somebody|send someone|\
         send one|send my|send our|send \\w+ (?:out|over|round|to you))",
        "(?:open|opening|raise|log|claim|chase|deal with|call|liaise) ~5 (?:for you|on your behalf|myself|\
         ourselves)",
        "do not (?:call|ring|phone|contact|take|go|use|try|google|need to (?:call|be calling))",
    ])
});

static ASKS_IF_TRIED: LazyLock<Patterns> = LazyLock::new(|| {
    Patterns::new(&[
        "have you (?:thought (?:about|of)|considered|tried|looked (?:at|into)|had a look at) ~2 (?:ringing|\
         calling|phoning|contacting|asking|taking it|bringing it|going (?:to|back|with)|getting (?:somebody|\
         someone|on to)|looking (?:for|on)|buying|the (?:council|manufacturer|shop|store|dealer|landlord|\
         maker|police|people|company|retailer|builder|installer)|google|googling|youtube|another|somebody|\
         someone|a (?:different|big|local))",
    ])
});

static KNOWS_NOBODY: LazyLock<Patterns> = LazyLock::new(|| {
    Patterns::new(&[
        "(?:do not|could not|would not|can not) (?:know|recommend|say|think of|have|tell|really|\
         honestly) ~4 (?:anybody|anyone|somebody|one|who|of|any|you)",
        "no idea|not (?:that|off hand|offhand|sure|really)|afraid not|sorry no|could not tell you",
    ])
});

static DO_IT_YOURSELF: LazyLock<Patterns> = LazyLock::new(|| {
    Patterns::new(&[
        "(?:you )?(?:could|can|should|might|may as well|might as well|are able to|would be able to) ~3 (?:do|\
         fix|handle|sort|clean|change|install|fit|set (?:it|that) up|replace|figure) (?:it|that|this|them|\
         those|it out)? ?(?:yourself|yourselves|on your own|for nothing|without us|with a \\w+)",
        "(?:do not|would not|might not|hardly|not sure you) (?:really |even |actually )?(?:need|want|bother|\
         waste) ~2 (?:us|somebody|someone|a (?:professional|technician|plumber|lawyer|company)|your money|\
         to pay|anybody)",
        "(?:not|hardly) worth (?:us|our|your|paying|calling|having|getting|the)",
        "(?:watch|find|look up|there is|there are) ~3 (?:video|videos|tutorial|tutorials)|do it yourself",
        "yourself (?:for|with|in)|save (?:your|yourself|you) (?:the|some|your)? ?money",
    ])
});

static ASKS_ELSEWHERE: LazyLock<Patterns> = LazyLock::new(|| {
    Patterns::new(&[
        "(?:do|would|can|could|might) you (?:happen to )?(?:know|recommend|suggest|think of|point me|refer|\
         have anyone|have anybody) ~4",
        "(?:who|where) (?:do|would|should|can|could|else|am|might|does) (?:i|we|you|somebody|a person|\
         supposed) ~3 (?:call|ring|try|go|ask|phone|turn|contact|use|recommend|suggest|get)",
        "any(?:body|one) (?:else )?(?:you (?:know|would recommend|can recommend)|who (?:does|could|would|\
         might))",
        "any idea who|who else|somebody else i (?:can|could)|who does then",
        "who (?:would|does|do) (?:i|you|that|do)|any (?:recommendations?|suggestions?)",
    ])
});

/// Finds where agents send callers.
pub(super) fn find_agent(finder: &mut Finder<'_>) {
    finder.push_first(CueKind::KnowsNobody, &KNOWS_NOBODY);
    finder.push_first(CueKind::DoItYourself, &DO_IT_YOURSELF);
    if finder.sentence().has_question_mark {
        finder.push_first(CueKind::SendsAway, &ASKS_IF_TRIED);
    }
    if !finder.sentence().has_question_mark && !NOT_ELSEWHERE.is_match(finder.text()) {
        finder.push_first(CueKind::SendsAway, &SENDS_AWAY);
    }
}

/// Finds callers who ask whom else to turn to.
pub(super) fn find_caller(finder: &mut Finder<'_>) {
    finder.push_first(CueKind::AsksElsewhere, &ASKS_ELSEWHERE);
}

#[cfg(test)]
pub(super) fn all() -> Vec<&'static LazyLock<Patterns>> {
    vec![&SENDS_AWAY, &NOT_ELSEWHERE, &ASKS_IF_TRIED, &KNOWS_NOBODY, &DO_IT_YOURSELF, &ASKS_ELSEWHERE]
}
