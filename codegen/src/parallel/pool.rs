//! The command's: threads that stay.

use std::sync::LazyLock;

use rayon::prelude::*;
use rayon::{ThreadPool, ThreadPoolBuildError, ThreadPoolBuilder};

use super::STACK;

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

pub fn is_ours() -> bool {
    let pool = POOL.as_ref();
    pool.is_ok_and(|pool| pool.current_thread_index().is_some())
}

pub fn map<T: Sync, R: Send>(things: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    match &*POOL {
        Ok(pool) if things.len() > 1 => pool.install(|| things.par_iter().map(&work).collect()),
        // Threads that cannot be had leave the work to this one.
        Ok(_) | Err(_) => things.iter().map(work).collect(),
    }
}

pub fn map_into<T: Send, R: Send>(things: Vec<T>, work: impl Fn(usize, T) -> R + Sync) -> Vec<R> {
    let work = |(place, thing)| work(place, thing);
    match &*POOL {
        Ok(pool) => pool.install(|| things.into_par_iter().enumerate().map(work).collect()),
        Err(_) => things.into_iter().enumerate().map(work).collect(),
    }
}

pub fn both<A: Send, B: Send>(
    one: impl FnOnce() -> A + Send,
    other: impl FnOnce() -> B + Send,
) -> (A, B) {
    match &*POOL {
        Ok(pool) => pool.join(one, other),
        Err(_) => (one(), other()),
    }
}
