//! When the build script runs again.

use crate::package::Package;

#[test]
fn h13_the_build_script_runs_again_for_models_handlers_and_settings_and_for_nothing_else() {
    let package = Package::new("rebuild");
    let files = &package.files;
    package.check();

    stays(&package, "nothing changed");
    files.write("src/web.rs", "pub fn page() {}\n\npub fn other_page() {}\n");
    stays(&package, "a file that is neither model nor handler changed");
    files.write("README.md", "A shop.\n");
    files.write("src/bin/tool.rs", "fn main() {}\n");
    stays(&package, "files came that are neither");

    files.edit(
        "src/models/address.rs",
        "pub street: String,",
        "pub street: String,\n    pub zip: String,",
    );
    runs(&package, "a model changed");
    files.edit("src/handlers/mod.rs", "Ok(())", "let _ = 1;\n    Ok(())");
    runs(&package, "a handler changed");
    files.write(
        "src/models/person.rs",
        "pub struct Person {\n    pub name: String,\n}\n",
    );
    runs(&package, "a file came that no `mod` leads to");
    files.edit(
        "src/models/mod.rs",
        "pub mod sse;",
        "pub mod person;\npub mod sse;",
    );
    runs(&package, "a model came");
    files.write("src/handlers/later.rs", "");
    files.edit(
        "src/handlers/mod.rs",
        "pub mod order;",
        "pub mod later;\npub mod order;",
    );
    runs(&package, "a file of handlers came");
    files.write("buildamp.toml", "[generate]\ntargets = [\"ts\"]\n");
    runs(&package, "the settings changed");
    files.edit("src/models/mod.rs", "pub mod person;\n", "");
    files.remove("src/models/person.rs");
    runs(&package, "a model went");
    files.edit("src/handlers/mod.rs", "pub mod later;\n", "");
    files.remove("src/handlers/later.rs");
    runs(&package, "a file of handlers went");
}

#[track_caller]
fn stays(package: &Package, why: &str) {
    let built = package.check();
    assert!(built.is_well && !built.ran, "{why}: {}", built.told);
}

/// It runs, and once.
#[track_caller]
fn runs(package: &Package, why: &str) {
    let built = package.check();
    assert!(built.ran, "{why}: {}", built.told);
    let again = package.check();
    assert!(!again.ran, "{why}, and nothing since: {}", again.told);
}
