//! What makes a sentence a question, with or without a question mark.

use std::sync::LazyLock;

use crate::text::{Patterns, Sentence};

/// What a question is not about the caller's need but about the call itself.
pub(super) static NO_TOPIC: LazyLock<Patterns> = LazyLock::new(|| {
    Patterns::new(&[
        "how (?:can|may|might|could|do) (?:i|we) ~2 (?:help|assist|direct|do)|what can (?:i|we) do for you",
        "what can i do you for|how are you|how you (?:doing|going)|how is it going|how is your",
        "(?:can|could|would|will|do) you (?:please )?(?:hold|hang on|wait|bear|spell|repeat|say that|\
         mind holding)",
        "(?:can|may) i (?:put you|ask who|place you)|are you (?:still )?there|anything else",
        "how does that sound|does that (?:work|suit|make sense|sound|help)",
        "would (?:that|it) (?:work|suit|help)|is that (?:okay|all right|right|correct|fine)|okay with you",
        "you know what i mean|you know|spell (?:that|it)|who is calling|who am i (?:speaking|talking)",
        "what is (?:your|the) (?:own |good |first |last |full |sur ?)?name",
        "(?:your|best|good) ~2 (?:number|email|phone)|what is (?:a|the) (?:good|best)|is there parking",
        "(?:visa|mastercard)|which number|number did you dial",
        "(?:shall|should|may|can|could) (?:i|we) (?:put|book|schedule|send|get|take|have|call|give|bring|set|\
         text|email)",
        "want me to|(?:would|did|do) you (?:like|want) (?:me|us|to)|how can (?:i|we)|who is this",
        "what is it regarding|what is this (?:regarding|about|concerning)|wonder if|beg your pardon",
        "sorry what|are you looking to|does (?:<time>) (?:work|suit)|how about (?:<time>)|what is that",
    ])
});

/// How questions open; without a question mark a sentence must open so, or end in a tag.
pub(super) static OPENING: LazyLock<Patterns> = LazyLock::new(|| {
    Patterns::new(&["^(?:and |so |okay |right |now |well |but |or |all right |yeah |yes |no |sure |gotcha |got it |\
         lovely |perfect |great |thanks |thank you |sorry |just |first |also |then |listen |hi |hey |see |\
         look |[a-z]+ ){0,4}(?:what|when|where|whereabouts|who|whose|whom|how|which|why|is (?:it|that|this|\
         there|he|she|your|the|everyone|everybody|anybody|anyone)|are (?:you|they|there|we|those|these|any|\
         all|your|the|both)|was (?:it|that|this|there|he|she|the)|were (?:you|they|there|the)|do (?:you|they|\
         we|i|the|your)|does (?:it|that|he|she|the|your|anybody|anyone|somebody|someone|this)|did (?:you|it|\
         that|they|he|she|the|your|anybody|anyone|somebody|someone|this)|have (?:you|they|we|the)|has (?:it|\
         he|she|anybody|anyone|somebody|someone|that|the|this|your)|had (?:you|it)|can (?:i|you|we|it|he|\
         they|the)|could (?:i|you|we|it|he|they)|would (?:you|it|that|he|they|i|this|your)|will (?:you|it|\
         that|he|they|i|we)|may i|might i|shall (?:i|we)|should (?:i|we)|any(?:body|one|thing)? |got (?:any|\
         a|some)|you (?:got|have|the|a|own|guys)|tell me|talk to me|since (?:when|what)|remind me|describe|\
         in what|from (?:when|what)|by when|what sort|for what)"])
});

/// What turns a statement into a question.
pub(super) static CONFIRMATION: LazyLock<Patterns> = LazyLock::new(|| {
    Patterns::new(&[
        "(?:right|is that right|is that it|is it|are you|are ye|isnt it|is not it|are not you|do not you|\
         yeah|correct|am i right|then|would you say|i imagine|i take it|i assume|i am guessing|\
         i would be guessing|i guess|i would guess|i suppose|i gather|i presume|presumably|roughly|or so|or|\
         so|i expect|i would imagine|i would think|i would say|was it|is he|did it|does it|do they|have you|\
         can you|do you|would it|i believe|if i may|or what|please|no)$",
        "(?:i take it|i assume|i imagine|i am guessing|i would be guessing|i would guess|i guess|i gather|\
         i presume|presumably|i am assuming|i would imagine|i suppose|you would be|you would have|\
         that would be|that will be|there will be|would be (?:what|about|like)|so (?:that is|you are|\
         you have|it is|there is|that would be|you would)|sounds like|if i am hearing|let me guess|must be|\
         you must|wondering|i was curious|tell me|mind (?:if i ask|me asking)|out of interest|\
         out of curiosity|if you do not mind|i will need|i need to know|need to ask|they make me ask|\
         have to ask|would you know|do you know|you know (?:how|what|who|when|if))",
        "(?:you are|that is|it is|they are|he is|she is) ~8 (?:is it|are you|are they|is he|is she|right|\
         yeah|yes|then|correct|eh)$",
        "^(?:you are|and you are|so you are|that is|so that is|and that is|it is|and it is|and it) ~8$",
    ])
});

/// Whether a sentence asks for something, or puts something forward to be confirmed.
pub(crate) fn has_form_of_question(sentence: &Sentence) -> bool {
    sentence.has_question_mark || OPENING.is_match(&sentence.text) || CONFIRMATION.is_match(&sentence.text)
}

#[cfg(test)]
pub(super) fn all() -> Vec<&'static LazyLock<Patterns>> {
    vec![&NO_TOPIC, &OPENING, &CONFIRMATION]
}
