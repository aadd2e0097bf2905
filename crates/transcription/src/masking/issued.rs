//! Which numbers are issued: the ranges and check digit of cards, and what a social security number may be.

/// The digits that the longest card number has.
pub(super) const LONGEST_CARD: usize = 19;

/// The digits that the shortest card number has.
pub(super) const SHORTEST_CARD: usize = 13;

/// Whether a network issues numbers of this length with these first digits, and the check digit is right.
pub(super) fn is_card(digits: &str) -> bool {
    is_issued_range(digits) && passes_luhn(digits)
}

/// Whether a network issues numbers of this length with these first digits (ISO/IEC 7812-1 and the networks' ranges).
pub(super) fn is_issued_range(digits: &str) -> bool {
    let first = |n: usize| digits.get(..n).and_then(|d| d.parse::<u32>().ok()).unwrap_or(0);
    let (two, three, four) = (first(2), first(3), first(4));
    let is_visa = two / 10 == 4;
    let is_mastercard = matches!(two, 51..=55) || matches!(four, 2221..=2720);
    let is_diners = matches!(two, 36 | 38 | 39) || matches!(three, 300..=305 | 309);
    // Networks that issue numbers of 16 digits and more: Discover, UnionPay, JCB.
    let is_long = matches!(two, 60 | 62 | 64 | 65) || matches!(four, 3528..=3589);
    let is_maestro = matches!(four, 5018 | 5020 | 5038 | 5893 | 6304 | 6759 | 6761..=6763);
    match digits.len() {
        13 => is_visa || is_maestro,
        14 => is_diners || is_maestro,
        15 => matches!(two, 34 | 37) || is_maestro,
        16 => {
            is_visa || is_mastercard || is_diners || is_long || two == 67 || matches!(four, 2200..=2204) || is_maestro
        }
        17..=18 => is_long || is_diners || is_maestro,
        19 => is_visa || is_long || is_diners || is_maestro,
        _ => false,
    }
}

/// The check of ISO/IEC 7812-1, annex B: every second digit from the right is doubled.
pub(super) fn passes_luhn(digits: &str) -> bool {
    let sum: u32 = digits
        .bytes()
        .rev()
        .enumerate()
        .map(|(i, b)| {
            let digit = u32::from(b.saturating_sub(b'0'));
            let doubled = if i % 2 == 1 { digit * 2 } else { digit };
            if doubled > 9 { doubled - 9 } else { doubled }
        })
        .sum();
    sum.is_multiple_of(10)
}

/// Whether the Social Security Administration may issue the number: area not 000, 666 or 900 to 999, group not 00,
/// serial not 0000.
pub(super) fn is_social(digits: &str) -> bool {
    let [area, group, serial] = [digits.get(..3), digits.get(3..5), digits.get(5..)];
    digits.len() == 9
        && !matches!(area, Some("000" | "666"))
        && !digits.starts_with('9')
        && group != Some("00")
        && serial != Some("0000")
}

/// Whether the digits are a phone number that is said again, or two: blocks of 7, 10 or 11 digits, alike.
pub(super) fn is_said_twice(digits: &str) -> bool {
    [7, 10, 11].into_iter().any(|n| {
        let Some((first, rest)) = digits.split_at_checked(n) else { return false };
        // A card number may happen to begin like that; then the two blocks are not all of it.
        let is_all = matches!(rest.len(), 7 | 10 | 11) || rest.len() > 11;
        is_all && (rest.starts_with(first) || rest.ends_with(first))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_test_numbers_are_cards_and_their_neighbours_are_not() {
        let published = [
            "4111111111111111",
            "4222222222222",
            "5555555555554444",
            "2223003122003222",
            "378282246310005",
            "6011111111111117",
            "30569309025904",
            "3530111333300000",
            "6200000000000005",
        ];
        for number in published {
            assert!(is_card(number), "{number}");
            let (head, last) = number.split_at(number.len() - 1);
            let other = (last.parse::<u32>().unwrap() + 1) % 10;
            assert!(!is_card(&format!("{head}{other}")), "{number}");
        }
        assert!(!is_card("1111111111111117") && !is_card("79927398713"));
    }

    #[test]
    fn a_card_number_of_one_digit_only_is_not_said_twice() {
        assert!(!is_said_twice("4444444444444448"));
        assert!(is_said_twice("55586753095558675309") && is_said_twice("8675309555867 5309".replace(' ', "").as_str()));
    }
}
