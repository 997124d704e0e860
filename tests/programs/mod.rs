//! The programs of the examples, as they are built by somebody who has nothing else of this workspace.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use serde_json::Value;

/// Built together, whichever is asked for: each dependency is built once for all of them.
const PROGRAMS: [&str; 8] = [
    "decisions",
    "embed",
    "embed-before",
    "hello",
    "immediate",
    "shop-api",
    "shop-packing",
    "shop-worker",
];

/// Builds them, without a warning, and says where they are. `workspace` is this one's folder.
pub fn programs(workspace: &Path) -> BTreeMap<String, PathBuf> {
    let built = Command::new(env!("CARGO"))
        .args(["build", "--message-format=json"])
        .args(PROGRAMS.map(|package| format!("--package={package}")))
        .current_dir(workspace)
        .env_remove("BUILDAMP_CONFIG")
        .stderr(Stdio::inherit())
        .output()
        .unwrap();
    let mut found = BTreeMap::new();
    for line in String::from_utf8(built.stdout).unwrap().lines() {
        let line: Value = serde_json::from_str(line).unwrap();
        let name = line["target"]["name"].as_str().unwrap_or_default();
        let of_example = PROGRAMS.contains(&name) || name.starts_with("shop_");
        let said = &line["message"]["rendered"];
        assert!(
            !of_example || said.is_null(),
            "{name} is built without a warning: {said}"
        );
        if let (true, Some(path)) = (PROGRAMS.contains(&name), line["executable"].as_str()) {
            found.insert(name.to_owned(), PathBuf::from(path));
        }
    }
    assert_eq!(found.len(), PROGRAMS.len(), "{found:?}");
    found
}
