//! The same work on many things at once, on the command's threads or on a build script's.

#[cfg(feature = "command")]
mod pool;
#[cfg(not(feature = "command"))]
mod threads;

#[cfg(feature = "command")]
use self::pool as cores;
#[cfg(feature = "command")]
pub use self::pool::on_pool;
#[cfg(not(feature = "command"))]
use self::threads as cores;

/// Parsing descends with the nesting of a type; this is enough for some ten thousand levels.
const STACK: usize = 256 << 20;

/// Whether this thread is one of ours, so that nobody else keeps anything on it.
#[must_use]
pub fn is_ours() -> bool {
    cores::is_ours()
}

/// Does the work for each of the things, on as many cores as there are. The results come in the order of the things,
/// whichever thread is done first.
///
/// Neighbours stay together as long as no thread has to wait: they are files of one folder, which the operating system
/// lets only one thread write to at a time.
pub fn map<T: Sync, R: Send>(things: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    cores::map(things, work)
}

/// The same with things that are used up, each told its place.
pub fn map_into<T: Send, R: Send>(things: Vec<T>, work: impl Fn(usize, T) -> R + Sync) -> Vec<R> {
    cores::map_into(things, work)
}

/// Does two different things at once.
pub fn both<A: Send, B: Send>(
    one: impl FnOnce() -> A + Send,
    other: impl FnOnce() -> B + Send,
) -> (A, B) {
    cores::both(one, other)
}
