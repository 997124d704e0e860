//! The names that are taken in one scope, where all names stand in one text.

use std::ops::Range;

/// A part of a text, or of a list.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Span {
    pub(super) start: usize,
    pub(super) end: usize,
}

impl From<Range<usize>> for Span {
    fn from(Range { start, end }: Range<usize>) -> Self {
        Self { start, end }
    }
}

impl Span {
    pub(super) fn of(self, text: &str) -> &str {
        &text[self.start..self.end]
    }
}

/// A table of names by their hash, twice as long as it may become full.
pub(super) struct Taken(Vec<Option<Span>>);

impl Taken {
    /// A scope of at most so many names.
    pub(super) fn room(names: usize) -> Self {
        Self(vec![None; (2 * names + 1).next_power_of_two()])
    }

    /// Takes the name that is appended to the text, with a trailing `_` for each that was taken before it.
    pub(super) fn take(&mut self, text: &mut String, append: impl FnOnce(&mut String)) -> Span {
        let start = text.len();
        append(text);
        loop {
            let name = Span::from(start..text.len());
            let place = self.place(text, name);
            if self.0[place].is_none() {
                self.0[place] = Some(name);
                return name;
            }
            text.push('_');
        }
    }

    /// Takes exactly this name.
    pub(super) fn reserve(&mut self, text: &str, name: Span) {
        let place = self.place(text, name);
        self.0[place] = Some(name);
    }

    /// Where the name stands, or would.
    fn place(&self, text: &str, name: Span) -> usize {
        let name = name.of(text);
        let last = self.0.len() - 1;
        let mut place = hash(name) & last;
        while let Some(other) = self.0[place]
            && other.of(text) != name
        {
            place = (place + 1) & last;
        }
        place
    }
}

/// FNV-1a, eight bytes at a time, its upper half put into its lower.
fn hash(name: &str) -> usize {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for bytes in name.as_bytes().chunks(8) {
        let mut word = [0; 8];
        word[..bytes.len()].copy_from_slice(bytes);
        hash = (hash ^ u64::from_le_bytes(word)).wrapping_mul(0x0100_0000_01b3);
        hash ^= hash >> 32;
    }
    // Which bits are lost on a small machine does not matter.
    #[expect(clippy::cast_possible_truncation)]
    let hash = hash as usize;
    hash
}
