//! Sets of bytes, to ask of each byte of a short text.

/// Some of all bytes.
pub(crate) struct Bytes([bool; 256]);

impl Bytes {
    /// These ranges, ends included, without some.
    pub(crate) const fn of(ranges: &[(u8, u8)], without: &[u8]) -> Self {
        let mut all = [false; 256];
        let mut at = 0;
        while at < ranges.len() {
            let (first, last) = ranges[at];
            let mut byte = first as usize;
            while byte <= last as usize {
                all[byte] = true;
                byte += 1;
            }
            at += 1;
        }
        let mut at = 0;
        while at < without.len() {
            all[without[at] as usize] = false;
            at += 1;
        }
        Self(all)
    }

    /// Whether a byte is one of these.
    pub(crate) fn has(&self, byte: u8) -> bool {
        self.0[usize::from(byte)]
    }

    /// Whether a text has no other bytes than these.
    pub(crate) fn has_all(&self, text: &str) -> bool {
        text.bytes().all(|byte| self.has(byte))
    }

    /// Whether a text has one of these bytes.
    pub(crate) fn has_any(&self, text: &str) -> bool {
        text.bytes().any(|byte| self.has(byte))
    }
}

/// What stands between double quotes as it is, in TypeScript and in Elm.
pub(crate) static VERBATIM: Bytes = Bytes::of(&[(b' ', b'~')], b"\"\\");
