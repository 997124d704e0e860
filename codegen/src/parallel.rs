//! The same work on many things at once.

use std::num::NonZero;
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// Parsing descends with the nesting of a type; this is enough for some ten thousand levels.
pub const STACK: usize = 256 << 20;

/// Does the work for each of the things, on as many cores as there are. The results come in the order of the things,
/// whichever thread is done first.
pub fn map<T: Sync, R: Send>(things: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    let helpers = cores.min(things.len()).saturating_sub(1);
    if helpers == 0 {
        return things.iter().map(work).collect();
    }
    let next = AtomicUsize::new(0);
    let some = || {
        let mut done = Vec::with_capacity(things.len() / (helpers + 1) + 1);
        while let Some((place, thing)) = take(things, &next) {
            done.push((place, work(thing)));
        }
        done
    };
    let mut done = thread::scope(|scope| {
        // A thread that cannot be had leaves its work to the others.
        let helpers: Vec<_> = (0..helpers)
            .filter_map(|_| {
                let thread = thread::Builder::new().stack_size(STACK);
                thread.spawn_scoped(scope, some).ok()
            })
            .collect();
        let mut done = some();
        for helper in helpers {
            match helper.join() {
                Ok(more) => done.extend(more),
                Err(panic) => resume_unwind(panic),
            }
        }
        done
    });
    done.sort_unstable_by_key(|(place, _)| *place);
    done.into_iter().map(|(_, result)| result).collect()
}

/// Does two different things at once.
pub fn both<A: Send, B>(one: impl Fn() -> A + Sync, other: impl FnOnce() -> B) -> (A, B) {
    thread::scope(|scope| {
        let thread = thread::Builder::new().stack_size(STACK);
        let helper = thread.spawn_scoped(scope, &one);
        let other = other();
        match helper.map(thread::ScopedJoinHandle::join) {
            Ok(Ok(one)) => (one, other),
            Ok(Err(panic)) => resume_unwind(panic),
            Err(_) => (one(), other),
        }
    })
}

/// The next thing that nobody has taken yet.
fn take<'a, T>(things: &'a [T], next: &AtomicUsize) -> Option<(usize, &'a T)> {
    let place = next.fetch_add(1, Ordering::Relaxed);
    things.get(place).map(|thing| (place, thing))
}
