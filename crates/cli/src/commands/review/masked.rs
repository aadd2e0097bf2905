//! Secrets in what a person types about a call.

use ringcheck_call::{Segment, Side};
use ringcheck_transcription::{MaskingOptions, mask_secrets};

/// The text with card and social security numbers masked as in a transcript; otherwise as it is.
pub(crate) fn masked(text: &str) -> String {
    let segment = Segment {
        channel: 0,
        side: Side::Caller,
        start_ms: None,
        end_ms: None,
        text: text.to_owned(),
        words: Vec::new(),
        confidence: None,
        marks: Vec::new(),
    };
    let said = mask_secrets(vec![segment], &MaskingOptions::default());
    said.into_iter().map(|segment| segment.text).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::masked;

    #[test]
    fn a_card_number_in_a_comment_is_masked_and_all_else_stays() {
        let found = masked("Read  out 4111 1111 1111 1111, then booked.");
        assert!(found.contains("[card") && !found.contains("1111") && found.contains("then booked."), "{found}");
        for text in ["the agent books  Tuesday at ten; 512 555 0134", "não\tsei", "1"] {
            assert_eq!(masked(text), text);
        }
    }
}
