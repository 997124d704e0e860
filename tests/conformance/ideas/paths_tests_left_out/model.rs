use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
pub struct Kept {
    pub n: u8,
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Fixture {
        kept: Kept,
        pointer: fn(),
    }

    #[test]
    fn it_is_kept() {
        let fixture = Fixture {
            kept: Kept { n: 1 },
            pointer: || {},
        };
        assert_eq!(fixture.kept.n, 1);
    }
}

#[cfg(test)]
pub struct Helper {
    pub function: fn(),
}

impl Kept {
    pub const MOST: u8 = 9;

    pub fn doubled(&self) -> u8 {
        self.n * 2
    }
}

pub trait Twice {
    fn twice(&self) -> Self;
}

macro_rules! unrelated {
    () => {};
}
unrelated!();
