//! A build script's: a thread a core for what takes long, which is to look at each of many things.

use std::num::NonZero;
use std::panic::resume_unwind;
use std::thread;

use super::STACK;

pub const fn is_ours() -> bool {
    false
}

pub fn map<T: Sync, R: Send>(things: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    let mut pieces = things.chunks(things.len().div_ceil(cores).max(1));
    let first = pieces.next().unwrap_or_default();
    let some = |piece: &[T]| piece.iter().map(&work).collect::<Vec<R>>();
    let some = &some;
    thread::scope(|scope| {
        let helpers: Vec<_> = pieces
            .map(|piece| {
                let thread = thread::Builder::new().stack_size(STACK);
                (piece, thread.spawn_scoped(scope, move || some(piece)))
            })
            .collect();
        let mut done = some(first);
        for (piece, helper) in helpers {
            match helper.map(thread::ScopedJoinHandle::join) {
                Ok(Ok(more)) => done.extend(more),
                Ok(Err(panic)) => resume_unwind(panic),
                // A thread that cannot be had leaves its work to this one.
                Err(_) => done.extend(some(piece)),
            }
        }
        done
    })
}

pub fn map_into<T: Send, R: Send>(things: Vec<T>, work: impl Fn(usize, T) -> R + Sync) -> Vec<R> {
    let things = things.into_iter().enumerate();
    things.map(|(place, thing)| work(place, thing)).collect()
}

pub fn both<A: Send, B: Send>(
    one: impl FnOnce() -> A + Send,
    other: impl FnOnce() -> B + Send,
) -> (A, B) {
    (one(), other())
}
