//! Where the derive that runs stands, as far as rustc tells.

use std::{env, path::PathBuf};

use buildamp_codegen::door::{self, Stand};
use proc_macro::Span;

/// The file of the derive that runs, and what its place means.
pub fn stand() -> Stand {
    let folder = |variable| env::var_os(variable).map(PathBuf::from);
    // rustc names the file from the folder in which it runs.
    let file = Span::call_site()
        .local_file()
        .map(|file| env::current_dir().unwrap_or_default().join(file));
    door::stand(
        &folder("CARGO_MANIFEST_DIR").unwrap_or_default(),
        folder("BUILDAMP_CONFIG"),
        file.as_deref(),
    )
}
