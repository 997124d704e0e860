//! How far to claim ahead of free slots: twice as much as the slots get through while a claim is under way, so that they
//! have work meanwhile and a claim is worth its commit.

use std::time::Duration;

/// At most this many deliveries are claimed ahead. It bounds what a crash runs again to `workers` + 64.
const BATCH: usize = 64;
/// The weight of the newest measurement in the running averages.
const NEWEST: f64 = 0.2;

/// Running averages, in seconds. Nothing is claimed ahead before there is one of each.
#[derive(Debug, Default)]
pub(crate) struct Pace {
    handler: Option<f64>,
    turn: Option<f64>,
}

impl Pace {
    pub(crate) fn handler_took(&mut self, time: Duration) {
        average(&mut self.handler, time);
    }

    pub(crate) fn turn_took(&mut self, time: Duration) {
        average(&mut self.turn, time);
    }

    /// Many for handlers that are quicker than a commit, hardly any for those that are slower.
    pub(crate) fn ahead(&self, workers: usize) -> usize {
        let (Some(handler), Some(turn)) = (self.handler, self.turn) else {
            return 0;
        };
        #[expect(clippy::cast_precision_loss, reason = "an estimate")]
        let twice = 2.0 * workers as f64 * turn / handler.max(1e-6);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a positive number, which saturates"
        )]
        let twice = twice as usize;
        twice.min(BATCH)
    }
}

fn average(of: &mut Option<f64>, newest: Duration) {
    let newest = newest.as_secs_f64();
    *of = Some(of.map_or(newest, |so_far| so_far + NEWEST * (newest - so_far)));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ahead(handler: Duration, turn: Duration) -> usize {
        let mut pace = Pace::default();
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
    fn the_averages_follow() {
        let mut pace = Pace::default();
        pace.handler_took(Duration::from_micros(10));
        pace.turn_took(Duration::from_millis(2));
        for _ in 0..50 {
            pace.handler_took(Duration::from_secs(1));
        }
        assert_eq!(pace.ahead(10), 0);
    }
}
