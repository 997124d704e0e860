//! The owner of the disk, on a disk.

use std::fs;
use std::path::Path;

use buildamp_codegen::emit::{File, HEADER, Owner, Target};
use buildamp_codegen::output::{self, Change, Error, Status};

fn file(path: &str, body: &str) -> File {
    File {
        path: path.to_owned(),
        text: format!("// {HEADER}\n{body}\n"),
        owner: Owner::Generator,
    }
}

fn statuses(changes: &[Change]) -> Vec<(&str, Status)> {
    changes
        .iter()
        .map(|change| (change.path.as_str(), change.status))
        .collect()
}

fn modified(path: &Path) -> std::time::SystemTime {
    fs::metadata(path).unwrap().modified().unwrap()
}

#[test]
fn h13_writes_what_is_missing_or_different_and_leaves_the_rest_alone() {
    let out = tempfile::tempdir().unwrap();
    let files = [file("ts/a.ts", "one"), file("ts/deep/b.ts", "two")];

    let changes = output::write(out.path(), &files, &[Target::Ts]).unwrap();
    assert_eq!(
        statuses(&changes),
        [
            ("ts/a.ts", Status::Written),
            ("ts/deep/b.ts", Status::Written)
        ]
    );
    let before = modified(&out.path().join("ts/a.ts"));

    let files = [file("ts/a.ts", "one"), file("ts/deep/b.ts", "three")];
    let changes = output::write(out.path(), &files, &[Target::Ts]).unwrap();
    assert_eq!(
        statuses(&changes),
        [
            ("ts/a.ts", Status::Unchanged),
            ("ts/deep/b.ts", Status::Written)
        ]
    );
    assert_eq!(modified(&out.path().join("ts/a.ts")), before);
    assert_eq!(
        fs::read_to_string(out.path().join("ts/deep/b.ts")).unwrap(),
        files[1].text
    );
    assert_eq!(
        fs::read_dir(out.path().join("ts/deep")).unwrap().count(),
        1,
        "no temporary file is left"
    );
}

#[test]
fn h13_a_new_folder_is_there_as_a_whole_or_not_at_all() {
    let out = tempfile::tempdir().unwrap();
    let files = [file("ts/a", "one"), file("ts/a/b.ts", "below a file")];

    let error = output::write(out.path(), &files, &[Target::Ts]).unwrap_err();
    assert!(matches!(error, Error::Io { doing: "write", .. }), "{error}");
    assert_eq!(fs::read_dir(out.path()).unwrap().count(), 0);
}

#[test]
fn h13_runs_that_meet_at_a_new_folder_all_succeed() {
    for _ in 0..20 {
        let out = tempfile::tempdir().unwrap();
        let files: Vec<File> = (0..40)
            .map(|number| file(&format!("ts/{}/{number}.ts", number % 7), "same"))
            .collect();
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| output::write(out.path(), &files, &[Target::Ts]).unwrap());
            }
        });
        for file in &files {
            let text = fs::read_to_string(out.path().join(&file.path)).unwrap();
            assert_eq!(text, file.text, "{}", file.path);
        }
        let left: Vec<_> = fs::read_dir(out.path()).unwrap().flatten().collect();
        assert_eq!(left.len(), 1, "{left:?}");
    }
}

#[test]
fn h13_check_tells_missing_changed_and_orphan_with_both_texts_and_writes_nothing() {
    let out = tempfile::tempdir().unwrap();
    output::write(
        out.path(),
        &[file("ts/a.ts", "old"), file("ts/gone.ts", "x")],
        &[Target::Ts],
    )
    .unwrap();

    let files = [file("ts/a.ts", "new"), file("ts/b.ts", "two")];
    let changes = output::check(out.path(), &files, &[Target::Ts]).unwrap();
    assert_eq!(
        statuses(&changes),
        [
            ("ts/a.ts", Status::Changed),
            ("ts/b.ts", Status::Missing),
            ("ts/gone.ts", Status::Orphan)
        ]
    );
    assert_eq!(changes[0].before, Some(file("", "old").text));
    assert_eq!(changes[0].after, Some(file("", "new").text));
    assert_eq!(
        (&changes[1].before, changes[2].after.as_ref()),
        (&None, None)
    );
    assert!(!out.path().join("ts/b.ts").exists());
    assert!(out.path().join("ts/gone.ts").exists());
}

#[test]
fn h13_removes_orphans_and_the_folders_that_they_leave_empty() {
    let out = tempfile::tempdir().unwrap();
    output::write(
        out.path(),
        &[file("ts/a.ts", ""), file("ts/x/y/z.ts", "")],
        &[Target::Ts],
    )
    .unwrap();
    fs::write(out.path().join("ts/mine.ts"), "export {};\n").unwrap();

    let changes = output::write(out.path(), &[file("ts/a.ts", "")], &[Target::Ts]).unwrap();
    assert_eq!(
        statuses(&changes),
        [
            ("ts/a.ts", Status::Unchanged),
            ("ts/x/y/z.ts", Status::Removed)
        ]
    );
    assert!(!out.path().join("ts/x").exists());
    assert!(
        out.path().join("ts/mine.ts").exists(),
        "a file without our header is the user's"
    );
}

#[test]
fn h13_leaves_the_folders_of_other_targets_alone() {
    let out = tempfile::tempdir().unwrap();
    output::write(
        out.path(),
        &[
            file("ts/a.ts", ""),
            file("elm/A.elm", ""),
            file("asyncapi.json", ""),
        ],
        &Target::ALL,
    )
    .unwrap();

    output::write(out.path(), std::iter::empty::<&File>(), &[Target::Ts]).unwrap();
    assert!(!out.path().join("ts").exists());
    assert!(out.path().join("elm/A.elm").exists());
    assert!(out.path().join("asyncapi.json").exists());
    output::write(out.path(), std::iter::empty::<&File>(), &[Target::AsyncApi]).unwrap();
    assert!(out.path().join("elm/A.elm").exists());
    assert!(!out.path().join("asyncapi.json").exists());
}

#[test]
fn h13_refuses_to_replace_what_it_did_not_write_and_then_writes_nothing() {
    let out = tempfile::tempdir().unwrap();
    fs::create_dir_all(out.path().join("ts/folder.ts")).unwrap();
    fs::write(out.path().join("ts/mine.ts"), "export {};\n").unwrap();
    fs::write(out.path().join("ts/file"), "").unwrap();

    for path in ["ts/mine.ts", "ts/folder.ts", "ts/file/below.ts"] {
        let error = output::write(
            out.path(),
            &[file("ts/a.ts", ""), file(path, "")],
            &[Target::Ts],
        )
        .unwrap_err();
        assert!(matches!(error, Error::Foreign { .. }), "{path}: {error}");
        assert!(
            error
                .to_string()
                .contains("was not written by the generator"),
            "{error}"
        );
    }
    assert!(!out.path().join("ts/a.ts").exists());
}

#[test]
fn h13_compares_bytes_so_that_other_line_endings_are_a_change() {
    let out = tempfile::tempdir().unwrap();
    let files = [file("ts/a.ts", "one")];
    output::write(out.path(), &files, &[Target::Ts]).unwrap();
    fs::write(
        out.path().join("ts/a.ts"),
        files[0].text.replace('\n', "\r\n"),
    )
    .unwrap();

    let changes = output::check(out.path(), &files, &[Target::Ts]).unwrap();
    assert_eq!(statuses(&changes), [("ts/a.ts", Status::Changed)]);
    output::write(out.path(), &files, &[Target::Ts]).unwrap();
    assert_eq!(
        fs::read_to_string(out.path().join("ts/a.ts")).unwrap(),
        files[0].text
    );
}

fn users(path: &str, text: &str) -> File {
    File {
        path: path.to_owned(),
        text: text.to_owned(),
        owner: Owner::User,
    }
}

#[test]
fn h24_the_users_file_is_written_once_and_never_touched_again() {
    let out = tempfile::tempdir().unwrap();
    let path = out.path().join("elm/Ports.elm");
    let files = [users("elm/Ports.elm", "first")];

    let changes = output::check(out.path(), &files, &Target::ALL).unwrap();
    assert_eq!(statuses(&changes), [("elm/Ports.elm", Status::Missing)]);
    assert!(!path.exists());
    let changes = output::write(out.path(), &files, &Target::ALL).unwrap();
    assert_eq!(statuses(&changes), [("elm/Ports.elm", Status::Written)]);
    assert_eq!(fs::read_to_string(&path).unwrap(), "first");

    // Whatever the user makes of it, with our header or without, in UTF-8 or not.
    for mine in ["mine", &format!("-- {HEADER}\nmine"), ""] {
        fs::write(&path, mine).unwrap();
        let changes = output::check(out.path(), &files, &Target::ALL).unwrap();
        assert_eq!(statuses(&changes), [("elm/Ports.elm", Status::Unchanged)]);
        output::write(out.path(), &files, &Target::ALL).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), mine);
    }
    fs::write(&path, [0xff, 0xfe]).unwrap();
    output::write(out.path(), &files, &Target::ALL).unwrap();
    assert_eq!(fs::read(&path).unwrap(), [0xff, 0xfe]);

    // It stays when the models need it no more, and what follows stands on disk as before.
    fs::write(&path, "mine").unwrap();
    assert_eq!(
        output::write(out.path(), std::iter::empty::<&File>(), &Target::ALL).unwrap(),
        [],
        "it is nobody's orphan"
    );
    assert!(path.exists());
}
