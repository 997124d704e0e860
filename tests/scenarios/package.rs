//! The shop of the command line's tests as a package that cargo builds.

use std::path::Path;
use std::process::Command;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::{env, fs};

use crate::project::Project;

/// All build into one folder, in which each would wait for the other anyway.
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

pub struct Package {
    pub files: Project,
    _alone: MutexGuard<'static, ()>,
}

/// What cargo did.
#[derive(Debug)]
pub struct Built {
    pub is_well: bool,
    /// Whether the build script ran.
    pub ran: bool,
    /// All that was printed.
    pub told: String,
}

impl Package {
    /// `src/web.rs` is the only file that is neither model nor handler, nor on the way to one.
    pub fn new(name: &str) -> Self {
        let alone = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let files = Project::copy_to("shop", &kept().join(name));
        files.write(
            "Cargo.toml",
            &format!(
                "[package]\nname = \"shop\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\n\
                 anyhow = \"1\"\nbuildamp = {{ path = \"{root}\", default-features = false, features = [\"engine\"] }}\n\
                 chrono = {{ version = \"0.4\", default-features = false, features = [\"alloc\", \"serde\"] }}\n\n\
                 [build-dependencies]\nbuildamp-codegen = {{ path = \"{root}/codegen\" }}\n",
                root = root.display(),
            ),
        );
        files.write(
            "build.rs",
            "fn main() {\n    buildamp_codegen::build();\n}\n",
        );
        files.write("buildamp.toml", "[generate]\ntargets = [\"ts\", \"elm\"]\n");
        files.write("src/web.rs", "pub fn page() {}\n");
        let lib = files.read("src/lib.rs");
        files.write(
            "src/lib.rs",
            &format!("{lib}\npub mod web;\n\nbuildamp::include_generated!();\n"),
        );
        fs::copy(root.join("Cargo.lock"), files.path().join("Cargo.lock")).unwrap();
        Self {
            files,
            _alone: alone,
        }
    }

    pub fn check(&self) -> Built {
        let output = Command::new(env!("CARGO"))
            .args(["check", "--verbose", "--color=never"])
            .current_dir(self.files.path())
            .env("CARGO_TARGET_DIR", kept().join("target"))
            .env_remove("BUILDAMP_CONFIG")
            .env_remove("RUSTFLAGS")
            .output()
            .unwrap();
        let told = String::from_utf8(output.stderr).unwrap();
        let shop = told.lines().filter(|line| line.contains("/build/shop-"));
        Built {
            is_well: output.status.success(),
            ran: shop
                .filter_map(|line| line.trim().strip_prefix("Running `"))
                .any(|line| line.trim_end_matches('`').ends_with("/build-script-build")),
            told,
        }
    }
}

/// Kept between runs, so that only the first one builds the dependencies.
fn kept() -> std::path::PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("scenarios")
}
