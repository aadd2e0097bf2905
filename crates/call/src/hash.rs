//! SHA-256 hashes as they are written: 64 lower-case hexadecimal digits.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A SHA-256 in lower-case hexadecimal: the id of a recording, a model, a rubric or a settings key.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Sha256Hex(String);

/// A string that is not 64 lower-case hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a SHA-256 of 64 lower-case hexadecimal digits: `{0}`")]
pub struct Sha256HexError(String);

impl Sha256Hex {
    /// The hash whose 32 bytes are `bytes`.
    #[must_use]
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        use fmt::Write as _;
        let mut hex = String::with_capacity(64);
        for byte in bytes {
            // Writing to a String cannot fail.
            let _ = write!(hex, "{byte:02x}");
        }
        Self(hex)
    }

    /// The 64 digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Sha256Hex {
    type Error = Sha256HexError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let is_hex = text.len() == 64 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        if is_hex { Ok(Self(text)) } else { Err(Sha256HexError(text)) }
    }
}

impl From<Sha256Hex> for String {
    fn from(hash: Sha256Hex) -> Self {
        hash.0
    }
}

impl fmt::Display for Sha256Hex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_become_lower_case_hex() {
        let hash = Sha256Hex::from_bytes([0xab; 32]);
        assert_eq!(hash.as_str(), "ab".repeat(32));
        assert_eq!(Sha256Hex::try_from(hash.to_string()), Ok(hash));
    }

    #[test]
    fn other_text_is_refused() {
        for bad in ["", "ab", &"AB".repeat(32), &"zz".repeat(32)] {
            assert!(Sha256Hex::try_from(bad.to_owned()).is_err(), "{bad}");
        }
    }
}
