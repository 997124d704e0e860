//! How far to claim ahead of free slots: twice as much as the slots get through while a claim is under way, so that they
//! have work meanwhile and a claim is worth its commit.

use std::time::Duration;

/// At most this many deliveries are claimed ahead, and as many have ended without being written down. It bounds what a crash runs
/// again to `workers` + 2 * 512.
const BATCH: usize = 512;
/// At most this many bytes of data, going by what was claimed last.
const BYTES: f64 = 16e6;
/// The weight of the newest measurement in the running averages.
const NEWEST: f64 = 0.2;

/// Running averages, in seconds and bytes. Nothing is claimed ahead before there is one of each.
#[derive(Debug, Default)]
pub(crate) struct Pace {
    handler: Option<f64>,
    turn: Option<f64>,
    size: Option<f64>,
}

impl Pace {
    pub(crate) fn handler_took(&mut self, time: Duration) {
        average(&mut self.handler, time.as_secs_f64());
    }

    pub(crate) fn turn_took(&mut self, time: Duration) {
        average(&mut self.turn, time.as_secs_f64());
    }

    /// How many bytes of data an event that was claimed has.
    pub(crate) fn claimed(&mut self, size: usize) {
        #[expect(clippy::cast_precision_loss, reason = "an estimate")]
        average(&mut self.size, size as f64);
    }

    /// Many for handlers that are quicker than a commit, hardly any for those that are slower.
    pub(crate) fn ahead(&self, workers: usize) -> usize {
        let (Some(handler), Some(turn), Some(size)) = (self.handler, self.turn, self.size) else {
            return 0;
        };
        #[expect(clippy::cast_precision_loss, reason = "an estimate")]
        let twice = 2.0 * workers as f64 * turn / handler.max(1e-6);
        let twice = twice.min(BYTES / size.max(1.0));
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a positive number, which saturates"
        )]
        let twice = twice as usize;
        twice.min(BATCH)
    }
}

fn average(of: &mut Option<f64>, newest: f64) {
    *of = Some(of.map_or(newest, |so_far| so_far + NEWEST * (newest - so_far)));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ahead(handler: Duration, turn: Duration) -> usize {
        let mut pace = Pace::default();
        pace.claimed(100);
        pace.handler_took(handler);
        pace.turn_took(turn);
        pace.ahead(10)
    }

    #[test]
    fn only_quick_handlers_are_claimed_ahead_of() {
        let turn = Duration::from_millis(2);
        assert_eq!(Pace::default().ahead(10), 0);
        assert_eq!(ahead(Duration::ZERO, turn), BATCH);
        assert_eq!(ahead(Duration::from_millis(1), turn), 40);
        assert_eq!(ahead(Duration::from_millis(20), turn), 2);
        assert_eq!(ahead(Duration::from_secs(1), turn), 0);
    }

    #[test]
    fn little_is_claimed_ahead_of_what_is_large() {
        let mut pace = Pace::default();
        pace.claimed(8_000_000);
        pace.handler_took(Duration::ZERO);
        pace.turn_took(Duration::from_millis(2));
        assert_eq!(pace.ahead(10), 2);
    }

    #[test]
    fn the_averages_follow() {
        let mut pace = Pace::default();
        pace.claimed(100);
        pace.handler_took(Duration::from_micros(10));
        pace.turn_took(Duration::from_millis(2));
        for _ in 0..50 {
            pace.handler_took(Duration::from_secs(1));
        }
        assert_eq!(pace.ahead(10), 0);
    }
}
