//! What stands beside a refusal: another reason, an assurance, help after all, its withdrawal.

use std::sync::LazyLock;

use crate::text::Patterns;

/// The help is refused, but not for lack of a contract.
pub(super) static OTHER_REASON: LazyLock<Patterns> = LazyLock::new(|| {
    Patterns::new(&[
        "(?:out of|outside|outside of|beyond) ~1 (?:our |the |my )?(?:service |coverage |delivery |\
         catchment )?(?:area|patch|region|territory|zone|range|radius|county|state|jurisdiction)",
        "too far|bit far|long way|the drive",
        "(?:do not|can not|no longer|never) (?:come|go|travel|drive|cross|get) (?:out |up |down |over |\
         across |past |beyond |that |as |to )+",
        "not cover (?:that|your|the) (?:area|town|side|end|county|postcode|zip|city|state)",
        "do not (?:cover|go|come|travel|service|serve|get|deliver) (?:out |up |down |over |that |\
         as )*(?:there|far|that far|that area|your area|that side|to \\w+|into \\w+|past \\w+|north|south|\
         east|west)",
        "(?:do not|can not|could not|never|not) (?:do|touch|work on|service|fix|repair|handle|support|\
         deal with|treat|stock|carry|sell|take on|take) (?:on )?(?:those|them|that brand|that make|\
         that model|that type|that kind|that sort|macs?|apple|iphones?|any apple|oil|gas|residential|homes?|\
         private homes|domestic|commercial|criminal|family law|divorce|immigration|diesels?|hybrids?|\
         electric|motorbikes|motorcycles|exotics|reptiles|birds|horses|large animals|saltwater|ac|roofs?|\
         gutters|websites?|printers|phones|tvs?|consoles|boats?|rvs?|wasps|bees|wildlife|squirrels|bats|\
         raccoons|septic|wells|trees|kids|children|braces|implants|extractions|cosmetic)",
        "(?:fully booked|booked (?:solid|up|out|right)|all booked|full up|fully committed|no openings|\
         nothing (?:open|available|free)|no appointments|not a single slot|no availability|no capacity|\
         chock a? ?block|chocka|snowed under|backed up|swamped|flat out|buried|short staffed|short handed|\
         not taking (?:on )?(?:any |anybody |anyone )?(?:new|more)|closed (?:to|for) new|wait ?list|\
         waiting list|off sick|on holiday|on vacation|no reception)",
        "(?:not (?:our|my) (?:line|thing|area|field|department|specialty|speciality|bag)|not what we do here|\
         not the sort of (?:thing|work)|do not do that (?:kind|sort|type)|different (?:trade|specialty)|\
         conflict of interest|not licensed|not certified|not qualified|not insured|no parts|parts are not|\
         discontinued|obsolete|too old|past saving|not worth|we are (?:not )?an? (?:computer|it|dental|law|\
         plumbing|heating|pool|pest|veterinary|accounting) \\w+ not)",
        "(?:turn|turned) (?:those|them|that) down from everybody|none of our \\w+ are \\w+ (?:guys|people)",
        "locked (?:it|them|panel|box)|they lock it",
        "(?:by appointment|booked slots|appointment only|appointments only|need an appointment|\
         make an appointment|book a slot|anybody can have|anyone can have)",
    ])
});

/// No arrangement is needed, said by the firm.
pub(super) static NOT_REQUIRED: LazyLock<Patterns> = LazyLock::new(|| {
    Patterns::new(&[
        "(?:do not|does not|did not|will not|would not|you need not|not) (?:have to|need|require|needed|\
         got to|necessarily need|really need|actually need|need to|ask for|insist on|want) ~6 (?:<agreement>|\
         on anything|client|customer|member|account|anything|us|with us)",
        "no (?:<agreement>) (?:is |are )?(?:needed|required|necessary|or anything|or nothing|to sign|no|\
         involved)",
        "no need (?:for|of) ~3 (?:<agreement>)|nothing to sign|nobody (?:here )?signs? (?:nothing|anything)",
        "no (?:lock in|strings|commitment|obligation)",
        "(?:does not|do not|will not|would not|makes?|make) (?:really |me |us |any |a bit of )*(?:matter|\
         no (?:difference|odds|never ?mind|mind)|difference|bother (?:me|us)|no difference)",
        "no matter|not (?:a|any) (?:problem|issue|bother|deal breaker)",
        "that is (?:fine|okay|no problem|not a problem|all right|no bother)",
        "no (?:problem|bother|worries|dramas) (?:at all|we|i)",
        "nothing to do with (?:[a-z]+)|has nothing to do",
        "(?:it is|that is) not (?:the )?(?:contract|plan|membership|agreement|money|reason)|would be the same",
        "same (?:for (?:everybody|everyone|anybody|anyone)|answer|either way|regardless)",
        "tell (?:anybody|anyone|everybody|everyone) the same",
        "(?:contract|plan|membership|agreement|signing|signing up|joining) would not (?:help|change|matter|\
         make)",
        "even (?:our|my) (?:own )?(?:\\w+ )?(?:clients|customers|members|people)",
        "whether (?:or not )?you (?:are|have|were|had)|(?:it is|that is) not (?:that|it|about|because|the)",
        "would say the same|(?:contract|member|membership|plan|agreement|gold|client|customer) or (?:no|not)",
        "(?:with or without|without (?:an? |any )?(?:<agreement>)) ~3 (?:also|too|we|i|can|fine|or|you)",
        "either way|regardless|even if you (?:signed|were|had|joined|did|sign|paid)",
        "(?:anybody|anyone|everybody|everyone|whoever|any (?:business|home|homeowner|company|pet|\
         car)) (?:can|is welcome|that|who|calls|rings)",
        "help (?:anybody|anyone|everybody|everyone)|look after loads|treat plenty|plenty of (?:folks|people)",
        "lots of people",
        "(?:loads|plenty|lots|half|most|some|many) (?:of )?(?:\\w+ ){0,2}(?:are not|just|do not|once|\
         as they come|without|like that)",
        "(?:one offs?|once offs?|one off \\w+|walk ins?) (?:all the time|are fine|no problem|is fine|\
         every day|too|as well|welcome)",
        "we (?:do|take|also do|can do|will do|still do|happily do) (?:plenty of |lots of |a lot of |\
         the )?(?:<oneoff>|walk ins)",
        "happy to (?:do|help|come|take|look)",
        "(?:do not|hardly|barely|never) (?:really |hardly )?do (?:contracts|plans|memberships|agreements|\
         retainers)",
        "some people are some are not|pay as you go is|just pay|pay for (?:the|what|just)",
        "that (?:is not|aint) us|not (?:here|how we (?:are|work) here)|we are not like that",
        "do not do that here|you can (?:join|sign up) (?:later|any ?time|if you like)",
        "or (?:you can )?never join",
        "(?:up to you|no pressure|entirely optional|optional|separate thing|just for the monitoring)",
    ])
});

/// The thought that ends in help after all: "but let's have a look".
pub(super) static HELP_ANYWAY: LazyLock<Patterns> = LazyLock::new(|| {
    Patterns::new(&[
        "(?:but|though|however|anyway|still|actually|tell you what|having said that|that said|so|then|\
         although|let us|i will|we will) ~4 (?:let us (?:have|take|get|see)|let me (?:have a look|\
         take a look|look|see what i can|get you (?:booked|in|on|scheduled))|have a (?:little |quick )?look|\
         i can (?:help|do|take|get|have|crack|sort|fix|fit|squeeze|send|come|look|pop|swing|talk|walk|jump)|\
         we can (?:help|do|take|get|have|sort|fix|fit|squeeze|send|come|look|still|certainly|absolutely|\
         definitely)|i will (?:help|do|come|take|have|get|sort|fix|squeeze|make|see)|we will (?:help|do|come|\
         take|get|sort|fix|squeeze|make|see you|look)|get you (?:sorted|booked|fixed|in|going|looked)|\
         i am not going to leave|not going to leave)",
        "(?:i can|we can) (?:crack on|help you|help with|do that|sort that|sort you|still help|get somebody|\
         get someone)",
        "not a today (?:conversation|problem)|(?:we|i) (?:do|can) help|you are not out of luck|happy to help",
        "(?:prefer|rather|ideally|like people to|like folks to|would recommend|normally|usually|\
         strictly speaking|technically) ~14 (?:but|though|however)",
    ])
});

/// A refusal taken back: "he's said yes", "don't worry about what she said".
pub(super) static TAKEN_BACK: LazyLock<Patterns> = LazyLock::new(|| {
    Patterns::new(&[
        "(?:do not|never) (?:you )?(?:worry|mind) (?:about )?(?:what|all that|that|any of that|the|us|her|\
         him)",
        "(?:forget|ignore|scratch|disregard) (?:what (?:i|he|she|they)|that|all that)",
        "(?:he|she|they|the boss|the owner|the manager|[a-z]+) (?:has |have |is )?(?:said|says|\
         saying) (?:yes|okay|yeah|go ahead|we can|it is fine|fine|that is fine|to go ahead|do it|i can|\
         to (?:help|take|do|come|fit|squeeze|get (?:you|him|her|them|somebody)))",
        "(?:make|making|made) (?:you )?(?:an|one|this one|a one time|a small|a little) exception",
        "bend(?:ing)? the rules?|(?:rule|policy) (?:until|till|unless) i say",
        "(?:waive|waiving|overrid(?:e|ing)|break(?:ing)?) ~2 (?:that|the|it|rule|rules|requirement)",
        "got the (?:okay|go ahead|all clear|thumbs up|green light|nod)",
        "(?:i have|just) (?:been|got) (?:told i can|cleared|permission|approval|approved|the okay|a yes)",
        "gave me the (?:okay|go ahead|nod)|(?:cleared|okayed) it with",
        "actually (?:we|i|yes|yeah|you know what|let us|let me|he|she|they|hang on) ~3 (?:can|could|\
         are able to|will) ~2 (?:help|do|send|get|come|take a look|have a look|fit|sort|squeeze|see you)",
        "on second thoughts?",
        "tell you what (?:i|we|let) ~4 (?:will|can|us|me) ~2 (?:come|send|fix|do it|squeeze|help|take a look|\
         have a look|get somebody|get someone|pop|swing|drop|look)",
        "(?:i|we) (?:was|were|had it|got that|got it) wrong|i misspoke|spoke too soon",
        "(?:just this once|since it is you|on this occasion|as a favou?r|as a one off|as a courtesy|\
         as a goodwill gesture) ~3 (?:can|will|do|let us)",
        "(?:i|we) (?:can|will|could) ~4 (?:just this once|this one time|as a favou?r|as a one off|\
         as a courtesy|as a goodwill|on this occasion)",
        "(?:is not|not) going to leave you|i will do it myself|will come (?:out )?myself",
        "going to come ~3 myself|i will see to it myself|(?:i|we) (?:can|will) do that for you",
        "(?:we|i) can (?:actually|in fact|after all) ~2 (?:help|do|send|get|come|fit|sort)",
        "after all (?:we|i) (?:can|will)",
    ])
});

/// How the firm is set up, or regret: what a refusal is wrapped in.
pub(super) static HOUSE_RULE: LazyLock<Patterns> = LazyLock::new(|| {
    Patterns::new(&[
        "the way (?:we are|it is|we have|things are|we have got it) (?:set up|structured|works?|it)",
        "how (?:we are set up|it works|we work|we do it|we operate|we run|we are structured|\
         the business works|things work|the levels work)",
        "our (?:policy|model|rule|setup|set up)|the (?:policy|rule|model) (?:is|here)|company policy|policy",
        "unfortunately|(?:i am |we are )?afraid|regrettably|i hate to say|i hate saying",
        "i feel (?:awful|bad|terrible)|wish i could|wish we could|i would love to",
        "as much as i would (?:like|love)",
        "(?:be|being) (?:straight|honest|upfront|up front|frank) with you|(?:the|here is the|so the) thing is",
        "tell you frankly|here is where i am at|i will not lie|i would rather say it now|i will not waste",
        "i understand but|i hear you but|here is the (?:deal|trouble|problem)",
        "that is (?:the|my) (?:problem|trouble|snag|catch|rub)",
        "(?:do not|did not) make the rules|not my (?:rule|call|decision)|liability|insurance|insurer",
        "indemnity|the boss says|they told me|i have been told|would get written up|in trouble|in the neck",
        "(?:that is|it is) (?:just )?how (?:we|it|they)",
    ])
});

#[cfg(test)]
pub(super) fn all() -> Vec<&'static LazyLock<Patterns>> {
    vec![&OTHER_REASON, &NOT_REQUIRED, &HELP_ANYWAY, &TAKEN_BACK, &HOUSE_RULE]
}
