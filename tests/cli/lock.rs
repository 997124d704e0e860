//! `schema.lock`: which edits of the models break whom. Each row is one edit of the folder `relied`, and the verdict of
//! `generate --check`; what a person is told of it is in the snapshot.

use std::fmt::Write;

use crate::project::Project;

const ORDER: &str = "src/models/events/order.rs";
const MOVED: &str = "src/models/sse/order.rs";
const ADDRESS: &str = "src/models/address.rs";
const PEOPLE: &str = "src/models/people.rs";
const SESSION: &str = "src/models/session.rs";
const HANDLERS: &str = "src/handlers/order.rs";

/// What `generate` says of an edit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    /// Nobody is broken.
    Passes,
    /// Somebody may be, and it cannot be seen who.
    Warns,
    /// Somebody is: nothing is written before `--accept`.
    Breaks,
}
use Verdict::{Breaks, Passes, Warns};

struct Edit {
    what: &'static str,
    /// File, what stands in it, and what stands there then.
    edits: &'static [(&'static str, &'static str, &'static str)],
    verdict: Verdict,
}

const fn edit(
    what: &'static str,
    edits: &'static [(&'static str, &'static str, &'static str)],
    verdict: Verdict,
) -> Edit {
    Edit {
        what,
        edits,
        verdict,
    }
}

#[rustfmt::skip]
const EDITS: &[Edit] = &[
    // Fields of an event: what is stored has to be read.
    edit("event: add a required field", &[(ORDER, "pub number: u32,", "pub number: u32,\n    pub gift: bool,")], Breaks),
    edit("event: add an Option field", &[(ORDER, "pub number: u32,", "pub number: u32,\n    pub gift: Option<bool>,")], Passes),
    edit("event: add a field with a default", &[(ORDER, "pub number: u32,", "pub number: u32,\n    #[serde(default)]\n    pub gift: bool,")], Passes),
    edit("event: remove a field", &[(ORDER, "    pub code: String,\n", "")], Passes),
    edit("event: rename a field", &[(ORDER, "pub code: String", "pub coupon: String")], Breaks),
    edit("event: rename a field with an alias", &[(ORDER, "pub code: String", "#[serde(alias = \"code\")]\n    pub coupon: String")], Passes),
    edit("event: rename a field in Rust alone", &[(ORDER, "pub code: String", "#[serde(rename = \"code\")]\n    pub coupon: String")], Passes),
    edit("event: move a field down", &[(ORDER, "    pub number: u32,\n", ""), (ORDER, "pub via: Carrier,", "pub via: Carrier,\n    pub number: u32,")], Passes),
    edit("event: widen an integer", &[(ORDER, "pub number: u32", "pub number: i64")], Passes),
    edit("event: narrow an integer", &[(ORDER, "pub number: u32", "pub number: u16")], Breaks),
    edit("event: sign an integer of the same width", &[(ORDER, "pub number: u32", "pub number: i32")], Breaks),
    edit("event: integer to float", &[(ORDER, "pub number: u32", "pub number: f64")], Passes),
    edit("event: integer to text", &[(ORDER, "pub number: u32", "pub number: String")], Breaks),
    edit("event: text to Option", &[(ORDER, "pub code: String", "pub code: Option<String>")], Passes),
    edit("event: Option to text", &[(ORDER, "pub note: Option<String>", "pub note: String")], Breaks),
    edit("event: text to a narrower form", &[(ORDER, "pub code: String", "pub code: char")], Breaks),
    edit("event: value to list", &[(ORDER, "pub code: String", "pub code: Vec<String>")], Breaks),
    edit("event: lengthen a tuple", &[(ORDER, "(u16, u16)", "(u16, u16, u16)")], Breaks),
    edit("event: tuple to array of the same length", &[(ORDER, "(u16, u16)", "[u16; 2]")], Passes),
    edit("event: tuple to Vec", &[(ORDER, "(u16, u16)", "Vec<u16>")], Passes),
    edit("event: wrap a value in a newtype", &[(ORDER, "pub number: u32", "pub number: Number"), (ORDER, "/// Somebody bought", "#[derive(Debug, Clone, Serialize, Deserialize)]\n#[buildamp(plain)]\npub struct Number(pub u32);\n\n/// Somebody bought")], Passes),
    edit("event: Box a field", &[(ORDER, "pub to: Address", "pub to: Box<Address>")], Passes),
    edit("event: rename_all", &[(ORDER, "#[derive(Debug, Clone, Serialize, Deserialize)]\npub struct", "#[derive(Debug, Clone, Serialize, Deserialize)]\n#[serde(rename_all = \"UPPERCASE\")]\npub struct")], Breaks),
    edit("event: deny_unknown_fields", &[(ORDER, "#[derive(Debug, Clone, Serialize, Deserialize)]\npub struct", "#[derive(Debug, Clone, Serialize, Deserialize)]\n#[serde(deny_unknown_fields)]\npub struct")], Passes),
    edit("event: deny_unknown_fields and remove a field", &[(ORDER, "#[derive(Debug, Clone, Serialize, Deserialize)]\npub struct", "#[derive(Debug, Clone, Serialize, Deserialize)]\n#[serde(deny_unknown_fields)]\npub struct"), (ORDER, "    pub code: String,\n", "")], Breaks),
    edit("event: skip a field", &[(ORDER, "pub note:", "#[serde(skip)]\n    pub note:")], Passes),
    edit("event: flatten a struct", &[(ORDER, "pub to: Address", "#[serde(flatten)]\n    pub to: Address")], Breaks),
    edit("event: docs and derives", &[(ORDER, "/// Its number.", "/// The number.\n    #[deprecated = \"use the code\"]"), (ORDER, "Debug, Clone,", "Debug, Clone, PartialEq,")], Passes),
    // Enums in an event.
    edit("event: add a variant", &[(ORDER, "Post,", "Post,\n    Pigeon,")], Passes),
    edit("event: remove a variant", &[(ORDER, "    Post,\n", "")], Breaks),
    edit("event: rename a variant", &[(ORDER, "Post,", "Mail,")], Breaks),
    edit("event: rename a variant with an alias", &[(ORDER, "Post,", "#[serde(alias = \"Post\")]\n    Mail,")], Passes),
    edit("event: give a unit variant a field", &[(ORDER, "Post,", "Post { stamp: Option<u8> },")], Breaks),
    edit("event: add a required field to a variant", &[(ORDER, "Courier { name: String }", "Courier { name: String, bike: bool }")], Breaks),
    edit("event: change the tagging", &[(ORDER, "#[buildamp(plain)]", "#[buildamp(plain)]\n#[serde(tag = \"kind\")]")], Breaks),
    edit("event: untagged beside", &[(ORDER, "Courier { name: String },", "Courier { name: String },\n    #[serde(untagged)]\n    Other(String),")], Passes),
    // Types that an event uses.
    edit("used by an event: add a required field", &[(ADDRESS, "pub city: String,", "pub city: String,\n    pub zip: String,")], Breaks),
    edit("used by an event: add a field with a default", &[(ADDRESS, "pub city: String,", "pub city: String,\n    #[serde(default)]\n    pub zip: String,")], Passes),
    edit("used by an event: move to another file", &[(ADDRESS, "use serde", "pub mod inner;\nuse serde"), ("src/models/address/inner.rs", "", "pub use super::Address;\n")], Passes),
    // Names of events.
    edit("event: remove it", &[("src/models/events/mod.rs", "pub mod mail;\n", ""), ("src/models/events/mail.rs", "*", "")], Breaks),
    edit("event: rename the type", &[("src/models/events/mail.rs", "MailOpened", "MailRead")], Breaks),
    edit("event: rename the type and pin the name", &[("src/models/events/mail.rs", "MailOpened", "MailRead"), ("src/models/events/mail.rs", "log_only", "log_only, type = \"mail.mail_opened\"")], Passes),
    edit("event: pin another name", &[("src/models/events/mail.rs", "log_only", "log_only, type = \"mail.opened\"")], Breaks),
    edit("event: move to another module", &[("src/models/events/mod.rs", "pub mod mail;", "pub mod post;"), ("src/models/events/post.rs", "", "#[buildamp(log_only)]\npub struct MailOpened {\n    pub id: u32,\n}\n"), ("src/models/events/mail.rs", "*", "")], Breaks),
    edit("event: move to another module with the old name", &[("src/models/events/mod.rs", "pub mod mail;", "pub mod post;"), ("src/models/events/post.rs", "", "#[buildamp(log_only, type = \"mail.mail_opened\")]\npub struct MailOpened {\n    pub id: u32,\n}\n"), ("src/models/events/mail.rs", "*", "")], Passes),
    edit("event: a new one", &[("src/models/events/mail.rs", "/// Nobody", "#[buildamp(log_only)]\npub struct MailSent;\n\n/// Nobody")], Passes),
    // Versions.
    edit("event: a new version with an upcaster for a breaking shape", &[(ORDER, "pub code: String", "pub coupon: u64"), (ORDER, "/// Somebody bought something.", "#[buildamp(version = 2, upcast = from_v1)]")], Passes),
    edit("event: a new version without an upcaster for a breaking shape", &[(ORDER, "pub code: String", "pub coupon: String"), (ORDER, "/// Somebody bought something.", "#[buildamp(version = 2)]")], Breaks),
    edit("event: a new version without an upcaster for the same shape", &[(ORDER, "/// Somebody bought something.", "#[buildamp(version = 2)]")], Passes),
    // Messages: a page that is open has to read what is sent.
    edit("message: add a required field", &[(MOVED, "pub number: u16,", "pub number: u16,\n    pub at: String,")], Passes),
    edit("message: remove a field", &[(MOVED, "    pub number: u16,\n", "")], Breaks),
    edit("message: remove an Option field", &[(MOVED, "    pub note: Option<String>,\n", "")], Breaks),
    edit("message: rename a field", &[(MOVED, "pub number", "pub id")], Breaks),
    edit("message: rename a field with an alias", &[(MOVED, "pub number", "#[serde(alias = \"number\")]\n    pub id")], Breaks),
    edit("message: widen an integer", &[(MOVED, "pub number: u16", "pub number: u32")], Breaks),
    edit("message: narrow an integer", &[(MOVED, "pub number: u16", "pub number: u8")], Passes),
    edit("message: value to Option", &[(MOVED, "pub number: u16", "pub number: Option<u16>")], Breaks),
    edit("message: Option to value", &[(MOVED, "pub note: Option<String>", "pub note: String")], Passes),
    edit("message: leave an Option out when there is none", &[(MOVED, "pub note: Option<String>", "#[serde(skip_serializing_if = \"Option::is_none\")]\n    pub note: Option<String>")], Breaks),
    edit("message: add a variant", &[(MOVED, "Sent,", "Sent,\n    Delivered,")], Breaks),
    edit("message: remove a variant", &[(MOVED, "    Packed,\n", "")], Passes),
    edit("message: remove it", &[(MOVED, "#[derive(Debug, Clone, Serialize, Deserialize)]\npub struct", "#[derive(Debug, Clone, Serialize, Deserialize)]\n#[buildamp(plain)]\npub struct")], Passes),
    edit("message: pin another name", &[(MOVED, "#[derive(Debug, Clone, Serialize, Deserialize)]\npub struct", "#[derive(Debug, Clone, Serialize, Deserialize)]\n#[buildamp(type = \"order.moved\")]\npub struct")], Breaks),
    // What is kept of sessions.
    edit("session: add a required field", &[(SESSION, "pub visits: u32,", "pub visits: u32,\n    pub cart: Vec<u32>,")], Breaks),
    edit("session: add a field with a default", &[(SESSION, "pub visits: u32,", "pub visits: u32,\n    #[serde(default)]\n    pub cart: Vec<u32>,")], Passes),
    // Types of no certain use.
    edit("plain: add a required field", &[(PEOPLE, "pub name: String,", "pub name: String,\n    pub age: u8,")], Warns),
    edit("plain: add an Option field", &[(PEOPLE, "pub name: String,", "pub name: String,\n    pub age: Option<u8>,")], Passes),
    edit("plain: remove it", &[(PEOPLE, "pub struct Person {\n    pub name: String,\n}", "pub struct Nobody;")], Passes),
    // Consumers.
    edit("consumer: rename it", &[(HANDLERS, "fn pack", "fn wrap")], Breaks),
    edit("consumer: rename it and pin the name", &[(HANDLERS, "pub async fn pack", "#[buildamp(consumer = \"order::pack\")]\npub async fn wrap")], Passes),
    edit("consumer: remove it", &[(HANDLERS, "#[buildamp(consumer = \"audit\", on = \"**\")]\npub async fn", "pub(crate) async fn")], Breaks),
    edit("consumer: a new one", &[(HANDLERS, "pub async fn pack", "#[buildamp(consumer = \"count\")]\npub async fn count(order: OrderPlaced) -> anyhow::Result<()> {\n    Ok(())\n}\n\npub async fn pack")], Passes),
    edit("consumer: narrow its subscription", &[(HANDLERS, "on = \"**\"", "on = \"order.*\"")], Breaks),
    edit("consumer: the same subscription in other words", &[(HANDLERS, "on = \"**\"", "on = \"*\"")], Passes),
];

fn apply(project: &Project, edits: &[(&str, &str, &str)]) {
    for (path, old, new) in edits {
        match *old {
            "" => project.write(path, new),
            "*" => project.remove(path),
            old => project.edit(path, old, new),
        }
    }
}

#[test]
fn each_edit_has_its_verdict() {
    let before = Project::copy("relied");
    before.run(&["generate"]).ends(0);
    let lock = before.read("generated/schema.lock");
    let mut told = String::new();
    let mut wrong = Vec::new();
    for Edit {
        what,
        edits,
        verdict,
    } in EDITS
    {
        let project = Project::copy("relied");
        project.write("generated/schema.lock", &lock);
        apply(&project, edits);
        let run = project.run(&["generate", "--check", "--format", "json"]);
        let document = run.json();
        let problems = document["problems"].as_array().unwrap();
        let has = |code: &str| problems.iter().any(|problem| problem["code"] == code);
        let found = match (has("BA0033"), has("BA0035")) {
            (true, _) => Breaks,
            (false, true) => Warns,
            (false, false) => Passes,
        };
        let _ = writeln!(told, "{what}: {}", format!("{found:?}").to_lowercase());
        for problem in problems {
            let text = |key: &str| problem[key].as_str().unwrap().to_owned();
            let _ = writeln!(
                told,
                "    {}[{}] {}:{}:{}: {}\n        {}",
                text("severity"),
                text("code"),
                text("file"),
                problem["line"],
                problem["column"],
                text("message"),
                text("help")
            );
        }
        let strange = problems.iter().any(|problem| {
            let known = ["BA0031", "BA0033", "BA0035"];
            !known.contains(&problem["code"].as_str().unwrap())
        });
        if found != *verdict || strange {
            wrong.push(*what);
        }
    }
    insta::assert_snapshot!("edits", told);
    assert!(wrong.is_empty(), "another verdict: {wrong:#?}");
}

#[test]
fn a_change_that_passes_is_written_and_then_checks() {
    let project = Project::copy("relied");
    project.run(&["generate"]).ends(0);
    project.edit(
        ORDER,
        "pub number: u32,",
        "pub number: u32,\n    pub gift: Option<bool>,",
    );
    project.run(&["generate", "--check"]).ends(1);
    project.run(&["generate"]).ends(0);
    project.run(&["generate", "--check"]).ends(0);
    assert!(
        project
            .read("generated/schema.lock")
            .contains("gift: bool | null")
    );
}

#[test]
fn a_change_that_breaks_fails_the_check_until_it_is_accepted() {
    let project = Project::copy("relied");
    project.run(&["generate"]).ends(0);
    let before = project.files("generated");
    project.edit(ORDER, "pub code: String", "pub coupon: String");
    let run = project.run(&["generate", "--check"]).ends(1);
    insta::assert_snapshot!(run.err, @r#"
    error[BA0033]: what is stored of `order.order_placed` cannot be read any more: it has no `coupon`
      --> src/models/events/order.rs:11:9
       |
    11 |     pub coupon: String,
       |         ^^^^^^
       |
    help: if the field was `code` before, `#[serde(alias = "code")]`; else give it a default, `#[serde(default)]`; or say how the old data is read, `#[buildamp(version = 2, upcast = from_v1)]`; when nobody relies on it, `buildamp generate --accept`

    error: 1 problem; nothing was written
    "#);
    assert_eq!(project.files("generated"), before);

    let lock = project.read("generated/schema.lock");
    let run = project.run(&["generate"]).ends(0);
    assert!(run.err.starts_with("warning[BA0033]"), "{}", run.err);
    assert!(
        run.err.contains("until `buildamp generate --accept`"),
        "{}",
        run.err
    );
    assert_ne!(project.files("generated"), before);
    assert_eq!(project.read("generated/schema.lock"), lock);
    project.run(&["generate", "--check"]).ends(1);

    let run = project.run(&["generate", "--accept"]).ends(0);
    assert_eq!(run.err, "");
    project.run(&["generate", "--check"]).ends(0);
    assert!(!project.read("generated/schema.lock").contains("code"));
}

#[test]
fn the_lock_is_the_same_for_every_target_and_stays_without_any() {
    let lock = |target: &str| {
        let project = Project::copy("relied");
        project.run(&["generate", "--target", target]).ends(0);
        project.read("generated/schema.lock")
    };
    let both = lock("ts,elm");
    assert_eq!((lock("ts"), lock("elm")), (both.clone(), both.clone()));
    insta::assert_snapshot!("lock", both);
}

#[test]
fn a_type_that_is_gone_is_shown_in_the_lock() {
    let project = Project::copy("relied");
    project.run(&["generate"]).ends(0);
    project.edit("src/models/events/mod.rs", "pub mod mail;\n", "");
    project.remove("src/models/events/mail.rs");
    let run = project.run(&["generate", "--check"]).ends(1);
    insta::assert_snapshot!(run.err, @r#"
    error[BA0033]: the event `mail.mail_opened` is gone, and those that are stored or wait can no longer be handled
     --> generated/schema.lock:4:1
      |
    4 | event mail.mail_opened v1 = events/mail.MailOpened
      | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
    help: keep the type until none is stored that anybody needs; when nobody relies on it, `buildamp generate --accept`

    error: 1 problem; nothing was written
    "#);
}

#[test]
fn a_lock_with_the_marks_of_a_merge_is_a_mistake_with_a_place() {
    let project = Project::copy("relied");
    project.run(&["generate"]).ends(0);
    project.edit(
        "generated/schema.lock",
        "type people.Person",
        "<<<<<<< HEAD\ntype people.Person",
    );
    let run = project.run(&["generate"]).ends(1);
    insta::assert_snapshot!(run.err, @r#"
    error[BA0032]: the marks of a merge conflict stand in the lock
      --> generated/schema.lock:12:1
       |
    12 | <<<<<<< HEAD
       | ^
       |
    help: keep the lines of what is deployed, take the marks away, and run `buildamp generate`

    error: 1 problem; nothing was written
    "#);
    project.run(&["generate", "--accept"]).ends(0);
    project.run(&["generate", "--check"]).ends(0);
}

#[test]
fn two_branches_that_add_lines_merge_into_a_lock_that_is_up_to_date() {
    let project = Project::copy("relied");
    project.run(&["generate"]).ends(0);
    project.edit(
        PEOPLE,
        "pub struct Person",
        "pub struct Animal;\n\npub struct Person",
    );
    project.run(&["generate"]).ends(0);
    let text = project.read("generated/schema.lock");
    let mut lines: Vec<&str> = text.lines().collect();
    lines.swap(3, 7);
    project.write("generated/schema.lock", &(lines.join("\n") + "\n"));
    // Nothing is broken by the order; `--check` only asks for the file as it is written.
    let run = project
        .run(&["generate", "--check", "--format", "json"])
        .ends(1);
    assert_eq!(run.json()["problems"].as_array().unwrap().len(), 0);
    project.run(&["generate"]).ends(0);
    assert_eq!(project.read("generated/schema.lock"), text);
}

#[test]
fn a_wide_integer_is_told_once_and_then_stands_in_the_lock() {
    let project = Project::copy("relied");
    project.edit(ORDER, "pub number: u32", "pub number: u64");
    let run = project.run(&["generate"]).ends(0);
    insta::assert_snapshot!(run.err, @r#"
    warning[BA0031]: `OrderPlaced.number` is a `u64`, of which JavaScript holds those up to 2^53 exactly
     --> src/models/events/order.rs:9:9
      |
    9 |     pub number: u64,
      |         ^^^^^^
      |
    help: write `#[serde(with = "buildamp::int_string")]` above it to send text, `int64 = "bigint"` under `[generate]` in buildamp.toml for TypeScript, or `#[buildamp(shape = "u64")]` when it stays below 2^53

    warning: 1 warning; generated/schema.lock takes them down
    "#);
    assert!(
        project
            .read("generated/schema.lock")
            .contains("\nwide events/order.OrderPlaced.number\n")
    );
    let run = project.run(&["generate"]).ends(0);
    assert_eq!(run.err, "");
    let run = project.run(&["generate", "--check"]).ends(0);
    assert_eq!(run.err, "");
}

#[test]
fn warnings_and_errors_are_annotations_for_github() {
    let project = Project::copy("relied");
    project.run(&["generate"]).ends(0);
    project.edit(ORDER, "pub code: String", "pub coupon: i64");
    let run = project
        .run(&["generate", "--check", "--format", "github"])
        .ends(1);
    assert_eq!(run.err, "");
    insta::assert_snapshot!(run.out, @r#"
    ::warning file=src/models/events/order.rs,line=11,endLine=11,col=9,endColumn=15,title=BA0031::`OrderPlaced.coupon` is an `i64`, of which JavaScript holds those up to 2^53 exactly%0Ahelp: write `#[serde(with = "buildamp::int_string")]` above it to send text, `int64 = "bigint"` under `[generate]` in buildamp.toml for TypeScript, or `#[buildamp(shape = "i64")]` when it stays below 2^53
    ::error file=src/models/events/order.rs,line=11,endLine=11,col=9,endColumn=15,title=BA0033::what is stored of `order.order_placed` cannot be read any more: it has no `coupon`%0Ahelp: give the field a default, `#[serde(default)]`; or say how the old data is read, `#[buildamp(version = 2, upcast = from_v1)]`; when nobody relies on it, `buildamp generate --accept`
    "#);
    project.run(&["generate", "--accept"]).ends(0);
    project.edit(
        PEOPLE,
        "pub name: String",
        "pub nick: Option<String>,\n    pub name: String",
    );
    let mut command = project.command(&["generate", "--check", "--format", "github"]);
    let above = project.path().parent().unwrap().canonicalize().unwrap();
    let run = crate::project::Run::of(command.env("GITHUB_WORKSPACE", above)).ends(1);
    let folder = project.path().file_name().unwrap().to_str().unwrap();
    insta::assert_snapshot!(run.out.replace(folder, "PROJECT"), @r#"
    ::error file=PROJECT/generated/elm/BuildAmp/People.elm,title=not what the models give::run `buildamp generate` and commit what it writes
    ::error file=PROJECT/generated/schema.lock,title=not what the models give::run `buildamp generate` and commit what it writes
    ::error file=PROJECT/generated/ts/people.ts,title=not what the models give::run `buildamp generate` and commit what it writes
    "#);
}
