//! Text → syn's trees, on a stack that holds them.
//!
//! syn descends with the nesting of what it reads, and a stack that runs out ends the process. So the nesting of a text
//! is estimated first, never too low, and a deep text is read on a thread with a stack of its own.

mod depth;
mod lexer;
mod surface;

use std::thread;

use syn::parse::Parse;

use self::surface::Surface;
use super::lifted::Lifted;
use crate::parallel;

/// What every stack holds.
const SHALLOW: usize = 100;

/// What one level takes at most, in a build without optimisation.
const LEVEL: usize = 64 << 10;

/// No stack is made for more levels than this.
const DEEPEST: usize = 60_000;

/// The text is nested so deep that it cannot be read.
pub(super) struct TooDeep;

/// The syntax that a short text is; `None` when it is no such thing.
pub(super) fn of<T: Parse>(text: &str) -> Option<T> {
    (Surface::of(text).depth <= SHALLOW)
        .then(|| syn::parse_str(text).ok())
        .flatten()
}

/// Parses a file and hands it on with what was taken out of it before, where it can be taken apart and dropped too.
pub(super) fn file<R: Send>(
    text: &str,
    read: impl FnOnce(syn::Result<syn::File>, &Lifted<'_>) -> R + Send,
) -> Result<R, TooDeep> {
    let Surface {
        depth,
        code,
        lifted,
    } = Surface::of(text);
    let read = || {
        let read = read(syn::parse_file(&code), &lifted);
        if parallel::is_ours() {
            // No token of the file is left, nor of one before it: their texts and lines would be kept all the same.
            proc_macro2::extra::invalidate_current_thread_spans();
        }
        read
    };
    match depth {
        0..=SHALLOW => Ok(read()),
        depth @ ..=DEEPEST => thread::scope(|scope| {
            let thread = thread::Builder::new()
                .stack_size((depth + SHALLOW) * LEVEL)
                .spawn_scoped(scope, read);
            match thread.map(thread::ScopedJoinHandle::join) {
                Ok(Ok(read)) => Ok(read),
                Ok(Err(_)) | Err(_) => Err(TooDeep),
            }
        }),
        _ => Err(TooDeep),
    }
}
