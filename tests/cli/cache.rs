//! What is kept between runs: it never shows but in the time that a run takes.

use std::collections::BTreeMap;
use std::fs;
use std::thread;
use std::time::SystemTime;

use crate::project::{Project, Run};

/// A project in which something can be kept.
fn project() -> Project {
    let project = Project::copy("shop");
    project.write(
        "Cargo.toml",
        "[package]\nname = \"shop\"\nversion = \"0.1.0\"\nedition = \"2024\"\n",
    );
    project
}

/// The files that are kept, by their kind.
fn kept(project: &Project, kind: &str) -> Vec<String> {
    let files = fs::read_dir(project.path().join("target/buildamp")).unwrap();
    let names = files.map(|file| file.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.filter(|name| name.ends_with(kind)).collect();
    names.sort();
    names
}

/// What a run without anything kept writes into a folder of its own.
fn cold(project: &Project) -> BTreeMap<String, String> {
    project.run(&["generate", "--out", "cold"]).ends(0);
    let files = project.files("cold");
    fs::remove_dir_all(project.path().join("cold")).unwrap();
    files
}

fn written(project: &Project) -> SystemTime {
    let file = project.path().join("generated/ts/events/order.ts");
    fs::metadata(file).unwrap().modified().unwrap()
}

fn unchanged(run: &Run) {
    assert!(run.out.ends_with("nothing to write\n"), "{}", run.out);
}

#[test]
fn h13_a_run_with_nothing_changed_says_the_same_and_touches_nothing() {
    let project = project();
    project.run(&["generate"]).ends(0);
    let before = written(&project);
    let second = project.run(&["generate"]).ends(0);
    unchanged(&second);
    let third = project.run(&["generate"]).ends(0);
    assert_eq!((second.out, second.err), (third.out, third.err));
    assert_eq!(written(&project), before);

    let json = project
        .run(&["generate", "--format", "json"])
        .ends(0)
        .json();
    fs::remove_dir_all(project.path().join("target")).unwrap();
    assert_eq!(
        project
            .run(&["generate", "--format", "json"])
            .ends(0)
            .json(),
        json
    );
}

#[test]
fn every_change_of_an_input_is_seen() {
    let project = project();
    let steps: [(&str, &dyn Fn()); 6] = [
        ("a file is edited", &|| {
            project.edit(
                "src/models/address.rs",
                "pub struct",
                "/// Somewhere.\npub struct",
            );
        }),
        ("a file is new", &|| {
            project.write(
                "src/models/sse/extra.rs",
                "pub struct Extra {\n    pub at: u8,\n}\n",
            );
            project.edit(
                "src/models/sse/mod.rs",
                "pub mod",
                "pub mod extra;\npub mod",
            );
        }),
        ("a module moves into a folder", &|| {
            let text = project.read("src/models/sse/extra.rs");
            project.remove("src/models/sse/extra.rs");
            project.write("src/models/sse/extra/mod.rs", &text);
        }),
        ("a setting changes", &|| {
            project.write("buildamp.toml", "[generate.place]\nsse = \"messages\"\n");
        }),
        ("it changes again", &|| {
            project.write("buildamp.toml", "[generate.place]\nsse = true\n");
        }),
        ("a file is gone", &|| {
            fs::remove_dir_all(project.path().join("src/models/sse/extra")).unwrap();
            project.edit("src/models/sse/mod.rs", "pub mod extra;\n", "");
        }),
    ];
    project.run(&["generate"]).ends(0);
    for (what, step) in steps {
        step();
        project.run(&["generate", "--accept"]).ends(0);
        let mut expected = cold(&project);
        let mut found = project.files("generated");
        // One is the user's once it is there.
        expected.remove("elm/BuildAmpPorts.elm");
        found.remove("elm/BuildAmpPorts.elm");
        let target = |files: &BTreeMap<String, String>| files.keys().cloned().collect::<Vec<_>>();
        assert_eq!(target(&found), target(&expected), "{what}");
        assert_eq!(found, expected, "{what}");
    }
}

#[test]
fn a_file_that_no_mod_line_reaches_is_told_of_although_all_others_stand() {
    let project = project();
    project.run(&["generate"]).ends(0);
    project.run(&["generate"]).ends(0);
    project.write("src/models/events/lost.rs", "pub struct Lost;\n");
    let run = project.run(&["generate"]).ends(1);
    assert!(run.err.contains("events/lost.rs"), "{}", run.err);
    project.remove("src/models/events/lost.rs");
    unchanged(&project.run(&["generate"]).ends(0));
}

#[test]
fn what_somebody_does_to_the_output_is_undone() {
    let project = project();
    project.run(&["generate"]).ends(0);
    let good = project.files("generated");

    project.edit("generated/ts/address.ts", "export", "exporT");
    project.remove("generated/elm/BuildAmp/Address.elm");
    let orphan = project.read("generated/ts/address.ts");
    project.write("generated/ts/old/address.ts", &orphan);
    project.write("generated/ts/own.ts", "// Not generated.\n");
    project.run(&["generate"]).ends(0);

    let mut found = project.files("generated");
    assert!(found.remove("ts/own.ts").is_some());
    assert_eq!(found, good);
    unchanged(&project.run(&["generate"]).ends(0));
    project.run(&["generate", "--check"]).ends(0);
    project.edit("generated/ts/address.ts", "export", "exporT");
    project.run(&["generate", "--check"]).ends(1);
}

#[test]
fn what_is_kept_may_be_damaged_or_cut_short_or_gone() {
    let project = project();
    project.run(&["generate"]).ends(0);
    let good = project.files("generated");
    let damages: [&dyn Fn(Vec<u8>) -> Vec<u8>; 5] = [
        &|_| Vec::new(),
        &|bytes| bytes[..bytes.len() / 2].to_vec(),
        &|bytes| bytes[..20].to_vec(),
        &|mut bytes| {
            let middle = bytes.len() / 2;
            bytes[middle] ^= 1;
            bytes
        },
        &|mut bytes| {
            // Another build of the command wrote it.
            bytes[0] ^= 1;
            bytes
        },
    ];
    for damage in damages {
        for kind in ["facts", "run"] {
            for name in kept(&project, kind) {
                let file = project.path().join("target/buildamp").join(name);
                let bytes = fs::read(&file).unwrap();
                fs::write(file, damage(bytes)).unwrap();
            }
        }
        unchanged(&project.run(&["generate"]).ends(0));
        assert_eq!(project.files("generated"), good);
        unchanged(&project.run(&["generate"]).ends(0));
    }
    fs::remove_dir_all(project.path().join("target")).unwrap();
    unchanged(&project.run(&["generate"]).ends(0));
}

#[test]
fn an_error_is_told_as_often_as_it_is_asked_for() {
    let project = project();
    project.run(&["generate"]).ends(0);
    project.edit("src/models/address.rs", "pub struct", "pub strct");
    let first = project.run(&["generate"]).ends(1);
    let second = project.run(&["generate"]).ends(1);
    assert_eq!(first.err, second.err);
    project.edit("src/models/address.rs", "pub strct", "pub struct");
    unchanged(&project.run(&["generate"]).ends(0));
}

#[test]
fn nothing_is_kept_where_there_is_no_build_folder_and_in_one_it_stays_out_of_the_repository() {
    let without = Project::copy("shop");
    without.run(&["generate"]).ends(0);
    assert!(!without.has("target"));

    let with = project();
    with.run(&["generate"]).ends(0);
    assert_eq!(with.read("target/buildamp/.gitignore"), "*\n");

    let elsewhere = project();
    let mut command = elsewhere.command(&["generate"]);
    Run::of(command.env("CARGO_TARGET_DIR", "build")).ends(0);
    assert!(elsewhere.has("build/buildamp") && !elsewhere.has("target"));
}

#[test]
fn several_runs_at_once_do_no_harm() {
    let project = project();
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..3 {
                    project.run(&["generate"]).ends(0);
                }
            });
        }
    });
    assert_eq!(project.files("generated").len(), cold(&project).len());
    assert_eq!(kept(&project, "tmp"), [""; 0]);
    unchanged(&project.run(&["generate"]).ends(0));
}

#[test]
fn the_bytes_do_not_depend_on_the_disks_order_the_locale_the_time_zone_or_what_is_kept() {
    let one = project();
    one.run(&["generate"]).ends(0);

    // The same files, created the other way round.
    let other = project();
    let source = other.files("src");
    fs::remove_dir_all(other.path().join("src")).unwrap();
    for (path, text) in source.iter().rev() {
        other.write(&format!("src/{path}"), text);
    }
    for (locale, zone) in [
        ("C", "UTC"),
        ("tr_TR.UTF-8", "Asia/Kathmandu"),
        ("de_DE.UTF-8", "America/St_Johns"),
    ] {
        let _ = fs::remove_dir_all(other.path().join("generated"));
        let mut command = other.command(&["generate"]);
        Run::of(
            command
                .env("LC_ALL", locale)
                .env("LANG", locale)
                .env("TZ", zone),
        )
        .ends(0);
        assert_eq!(other.files("generated"), one.files("generated"), "{locale}");
    }
}

#[test]
fn h13_the_features_that_the_settings_ask_for_count_and_so_do_those_of_the_manifest() {
    let project = Project::copy("shop");
    let manifest =
        "[package]\nname = \"shop\"\n\n[features]\nmail = []\n\n[dependencies]\nserde = \"1\"\n";
    project.write("Cargo.toml", manifest);
    project.edit(
        "src/models/address.rs",
        "    pub city",
        "    #[cfg(feature = \"mail\")]\n    pub zip: u32,\n    pub city",
    );
    let has_zip = || {
        project.run(&["generate", "--accept"]).ends(0);
        project
            .read("generated/ts/address.ts")
            .contains("zip: number")
    };
    assert!(!has_zip());
    project.write("buildamp.toml", "[generate]\nfeatures = [\"mail\"]\n");
    assert!(has_zip());
    project.remove("buildamp.toml");
    assert!(!has_zip());
    project.write(
        "Cargo.toml",
        &manifest.replace("[features]\n", "[features]\ndefault = [\"mail\"]\n"),
    );
    assert!(has_zip());
}
