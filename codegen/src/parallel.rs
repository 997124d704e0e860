//! The same work on many things at once.

use std::num::NonZero;
use std::ops::Range;
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{LazyLock, Mutex, PoisonError};
use std::thread;

/// Parsing descends with the nesting of a type; this is enough for some ten thousand levels.
pub const STACK: usize = 256 << 20;

/// How many cores there are. To find out, the system reads several files.
static CORES: LazyLock<usize> =
    LazyLock::new(|| thread::available_parallelism().map_or(1, NonZero::get));

/// Does the work for each of the things, on as many cores as there are. The results come in the order of the things,
/// whichever thread is done first.
///
/// Each thread begins with a stretch of its own, since neighbours are files of one folder, which the operating system
/// lets only one thread write to at a time; then it helps with the others'.
pub fn map<T: Sync, R: Send>(things: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let workers = CORES.min(things.len());
    if workers < 2 {
        return things.iter().map(work).collect();
    }
    let stretches: Vec<Stretch> = (0..workers)
        .map(|worker| Stretch {
            next: AtomicUsize::new(things.len() * worker / workers),
            end: things.len() * (worker + 1) / workers,
        })
        .collect();
    let some = |own: usize| {
        let mut done = Vec::new();
        for stretch in stretches[own..].iter().chain(&stretches[..own]) {
            while let Some(places) = stretch.take() {
                let start = places.start;
                done.push((start, things[places].iter().map(&work).collect::<Vec<R>>()));
            }
        }
        done
    };
    let some = &some;
    let mut done = thread::scope(|scope| {
        // A thread that cannot be had leaves its work to the others.
        let helpers: Vec<_> = (1..workers)
            .filter_map(|worker| {
                let thread = thread::Builder::new().stack_size(STACK);
                thread.spawn_scoped(scope, move || some(worker)).ok()
            })
            .collect();
        let mut done = some(0);
        for helper in helpers {
            match helper.join() {
                Ok(more) => done.extend(more),
                Err(panic) => resume_unwind(panic),
            }
        }
        done
    });
    done.sort_unstable_by_key(|(start, _)| *start);
    let mut results = Vec::with_capacity(things.len());
    for (_, some) in done {
        results.extend(some);
    }
    results
}

/// The same with things that are used up, each told its place.
pub fn map_into<T: Send, R: Send>(things: Vec<T>, work: impl Fn(usize, T) -> R + Sync) -> Vec<R> {
    let things: Vec<(usize, Mutex<Option<T>>)> = things
        .into_iter()
        .map(|thing| Mutex::new(Some(thing)))
        .enumerate()
        .collect();
    let done = map(&things, |(place, thing)| {
        let thing = thing.lock().unwrap_or_else(PoisonError::into_inner).take();
        thing.map(|thing| work(*place, thing))
    });
    done.into_iter().flatten().collect()
}

/// Things next to each other of which each is still to be taken once.
struct Stretch {
    next: AtomicUsize,
    end: usize,
}

impl Stretch {
    /// The next few of them: many while there are many left, so that few steps are taken, and one by one at the end, so
    /// that no thread waits long for another.
    fn take(&self) -> Option<Range<usize>> {
        let few = |next: usize| next + (self.end.saturating_sub(next) / 16).max(1);
        let order = Ordering::Relaxed;
        let taken = self
            .next
            .fetch_update(order, order, |next| (next < self.end).then(|| few(next)));
        taken.ok().map(|next| next..few(next))
    }
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
