//! Sets of bytes, to ask of each byte of a short text.

/// Some of all bytes.
pub(super) struct Bytes([bool; 256]);

impl Bytes {
    /// These ranges, ends included, without some.
    pub(super) const fn of(ranges: &[(u8, u8)], without: &[u8]) -> Self {
        let mut all = [false; 256];
        let mut at = 0;
        while at < ranges.len() {
            let (mut byte, last) = ranges[at];
            while byte <= last {
                all[byte as usize] = true;
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
    pub(super) fn has(&self, byte: u8) -> bool {
        self.0[usize::from(byte)]
    }

    /// Whether a text has no other bytes than these.
    pub(super) fn has_all(&self, text: &str) -> bool {
        text.bytes().all(|byte| self.has(byte))
    }

    /// Whether a text has one of these bytes.
    pub(super) fn has_any(&self, text: &str) -> bool {
        text.bytes().any(|byte| self.has(byte))
    }
}

/// What stands between double quotes as it is, in TypeScript and in Elm.
pub(super) static VERBATIM: Bytes = Bytes::of(&[(b' ', b'~')], b"\"\\");
