//! The same work on many things at once.

use std::sync::LazyLock;

use rayon::prelude::*;
use rayon::{ThreadPool, ThreadPoolBuildError, ThreadPoolBuilder};

/// Parsing descends with the nesting of a type; this is enough for some ten thousand levels.
const STACK: usize = 256 << 20;

/// As many threads as there are cores, all the time: what one of them has put away it takes again for the next work,
/// which memory that is new to the process would take longer to.
static POOL: LazyLock<Result<ThreadPool, ThreadPoolBuildError>> =
    LazyLock::new(|| ThreadPoolBuilder::new().stack_size(STACK).build());

/// Does the work on one of the threads, which have large stacks. What it does with the other functions here needs no
/// thread besides.
///
/// # Errors
/// When the threads cannot be had.
pub fn on_pool<R: Send>(
    work: impl FnOnce() -> R + Send,
) -> Result<R, &'static ThreadPoolBuildError> {
    Ok(POOL.as_ref()?.install(work))
}

/// Whether this thread is one of these, so that nobody else keeps anything on it.
pub fn is_ours() -> bool {
    let pool = POOL.as_ref();
    pool.is_ok_and(|pool| pool.current_thread_index().is_some())
}

/// Does the work for each of the things, on as many cores as there are. The results come in the order of the things,
/// whichever thread is done first.
///
/// Neighbours stay together as long as no thread has to wait: they are files of one folder, which the operating system
/// lets only one thread write to at a time.
pub fn map<T: Sync, R: Send>(things: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    match &*POOL {
        Ok(pool) if things.len() > 1 => pool.install(|| things.par_iter().map(&work).collect()),
        // Threads that cannot be had leave the work to this one.
        Ok(_) | Err(_) => things.iter().map(work).collect(),
    }
}

/// The same with things that are used up, each told its place.
pub fn map_into<T: Send, R: Send>(things: Vec<T>, work: impl Fn(usize, T) -> R + Sync) -> Vec<R> {
    let work = |(place, thing)| work(place, thing);
    match &*POOL {
        Ok(pool) => pool.install(|| things.into_par_iter().enumerate().map(work).collect()),
        Err(_) => things.into_iter().enumerate().map(work).collect(),
    }
}

/// Does two different things at once.
pub fn both<A: Send, B: Send>(
    one: impl FnOnce() -> A + Send,
    other: impl FnOnce() -> B + Send,
) -> (A, B) {
    match &*POOL {
        Ok(pool) => pool.join(one, other),
        Err(_) => (one(), other()),
    }
}
