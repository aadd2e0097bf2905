//! Many short texts in one piece of memory.

use std::hash::{DefaultHasher, Hash, Hasher};

use hashbrown::HashTable;

/// A text in an [`Arena`]; the first is empty.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Text(u32);

/// Texts, each stored once if it was interned.
#[derive(Clone, Debug)]
pub(super) struct Arena {
    bytes: String,
    /// Where each text starts; it ends where the next one starts.
    starts: Vec<u32>,
    interned: HashTable<Text>,
}

impl Default for Arena {
    fn default() -> Self {
        Self { bytes: String::new(), starts: vec![0, 0], interned: HashTable::new() }
    }
}

impl Arena {
    /// Whether a text of this length still fits.
    pub(super) fn has_room(&self, n_bytes: usize) -> bool {
        u32::try_from(self.bytes.len() + n_bytes).is_ok() && u32::try_from(self.starts.len() + 1).is_ok()
    }

    pub(super) fn get(&self, text: Text) -> &str {
        let at = text.0 as usize;
        let (Some(start), Some(end)) = (self.starts.get(at), self.starts.get(at + 1)) else { return "" };
        self.bytes.get(*start as usize..*end as usize).unwrap_or_default()
    }

    /// The text, or `None` for the empty one.
    pub(super) fn non_empty(&self, text: Text) -> Option<String> {
        let text = self.get(text);
        (!text.is_empty()).then(|| text.to_owned())
    }

    /// Adds a text without looking whether it is there.
    pub(super) fn add(&mut self, text: &str) -> Text {
        if text.is_empty() || !self.has_room(text.len()) {
            return Text::default();
        }
        self.bytes.push_str(text);
        let added = Text(u32::try_from(self.starts.len() - 1).unwrap_or_default());
        self.starts.push(u32::try_from(self.bytes.len()).unwrap_or(u32::MAX));
        added
    }

    /// Adds a text that is likely to come again, once.
    pub(super) fn intern(&mut self, text: &str) -> Text {
        if text.is_empty() {
            return Text::default();
        }
        let hash = hash_of(text);
        if let Some(found) = self.interned.find(hash, |known| self.get(*known) == text) {
            return *found;
        }
        let added = self.add(text);
        let Self { bytes, starts, interned } = self;
        interned.insert_unique(hash, added, |known| {
            let at = known.0 as usize;
            let range = starts.get(at).copied().unwrap_or_default() as usize
                ..starts.get(at + 1).copied().unwrap_or_default() as usize;
            hash_of(bytes.get(range).unwrap_or_default())
        });
        added
    }
}

/// The same in every run.
pub(super) fn hash_of(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_come_back_and_interned_ones_are_stored_once() {
        let mut arena = Arena::default();
        let (a, b, c) = (arena.add("one"), arena.intern("two"), arena.intern("two"));
        assert_eq!((arena.get(a), arena.get(b), b == c), ("one", "two", true));
        assert_eq!(arena.add(""), Text::default());
        assert_eq!((arena.get(Text::default()), arena.get(Text(99))), ("", ""));
        assert_eq!(arena.bytes, "onetwo");
        let many: Vec<Text> = (0..1000).map(|n| arena.intern(&n.to_string())).collect();
        assert!(many.iter().enumerate().all(|(n, text)| arena.get(*text) == n.to_string()));
        assert_eq!(arena.intern("500"), many[500]);
    }
}
