//! Writes a crate whose models look like those of an application: structs with options, lists, maps and references to
//! types of other files, enums of every tagging, doc comments and `#[serde(..)]`. The same size gives the same bytes.

use std::fmt::Write;
use std::path::Path;
use std::{fs, io};

/// How many types a file holds.
pub const PER_FILE: usize = 10;
/// How many files a folder holds.
const PER_FOLDER: usize = 50;

/// Which of Rust the types use.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Flavour {
    /// All that serde writes.
    Rich,
    /// What typeshare takes too, each type marked for it.
    Shared,
}

const NOUNS: [&str; 20] = [
    "Order", "Invoice", "Customer", "Address", "Payment", "Shipment", "Product", "Basket",
    "Refund", "Message", "Account", "Session", "Report", "Comment", "Project", "Ticket", "Device",
    "Booking", "Coupon", "Review",
];
const FIELDS: [&str; 16] = [
    "title",
    "first_name",
    "created_by",
    "status_note",
    "currency_code",
    "street",
    "reference",
    "country",
    "phone_number",
    "external_key",
    "description",
    "summary",
    "locale",
    "time_zone",
    "origin",
    "category",
];

/// Writes `src/lib.rs` and `src/models/**` below `root`, `count` types in all.
pub fn write(root: &Path, count: usize, flavour: Flavour) -> io::Result<()> {
    let models = root.join("src/models");
    fs::create_dir_all(&models)?;
    fs::write(
        root.join("src/lib.rs"),
        "//! An application.\n\npub mod models;\n",
    )?;
    let files = count.div_ceil(PER_FILE);
    let mut folders = String::new();
    for folder in 0..files.div_ceil(PER_FOLDER) {
        let (name, dir) = (folder_name(folder), models.join(folder_name(folder)));
        fs::create_dir_all(&dir)?;
        let _ = writeln!(folders, "pub mod {name};");
        let mut lines = String::new();
        for file in folder * PER_FOLDER..files.min((folder + 1) * PER_FOLDER) {
            let _ = writeln!(lines, "pub mod {};", file_name(file));
            let types = PER_FILE.min(count - file * PER_FILE);
            fs::write(
                dir.join(format!("{}.rs", file_name(file))),
                text(file, types, flavour),
            )?;
        }
        fs::write(dir.join("mod.rs"), lines)?;
    }
    fs::write(models.join("mod.rs"), folders)
}

/// The path of a file below the crate's root.
pub fn path(file: usize) -> String {
    format!(
        "src/models/{}/{}.rs",
        folder_name(file / PER_FOLDER),
        file_name(file)
    )
}

fn folder_name(folder: usize) -> String {
    format!("area{folder:02}")
}

fn file_name(file: usize) -> String {
    format!("{}{file:04}", NOUNS[file % NOUNS.len()].to_lowercase())
}

/// The text of one file.
pub fn text(file: usize, types: usize, flavour: Flavour) -> String {
    let mut out = String::new();
    let other = file.checked_sub(1 + file % 7);
    let _ = writeln!(
        out,
        "//! What belongs to {} number {file}.\n",
        NOUNS[file % NOUNS.len()].to_lowercase()
    );
    let _ = writeln!(out, "use std::collections::{{BTreeMap, HashMap}};\n");
    if let Some(other) = other {
        let (folder, module) = (folder_name(other / PER_FOLDER), file_name(other));
        let _ = writeln!(
            out,
            "use crate::models::{folder}::{module}::{}{other:04};",
            noun(other, 0)
        );
    }
    let _ = writeln!(out, "use serde::{{Deserialize, Serialize}};");
    if flavour == Flavour::Shared {
        let _ = writeln!(out, "use typeshare::typeshare;");
    }
    for at in 0..types {
        out.push('\n');
        one(&mut out, file, at, other, flavour);
    }
    out
}

fn noun(file: usize, at: usize) -> &'static str {
    NOUNS[(file * 3 + at) % NOUNS.len()]
}

/// The name of a type: the first of a file is what other files refer to.
fn name(file: usize, at: usize) -> String {
    let suffix = [
        "", "Line", "State", "Change", "Event", "Outcome", "Settings", "Id", "Value", "Page",
    ];
    format!("{}{}{file:04}", noun(file, at), suffix[at % suffix.len()])
}

fn field(file: usize, at: usize, number: usize) -> &'static str {
    FIELDS[(file + at * 5 + number * 3) % FIELDS.len()]
}

fn head(out: &mut String, file: usize, at: usize, serde: &str, flavour: Flavour) {
    let _ = writeln!(
        out,
        "/// What is known of {} {file}, as the front end shows it.",
        noun(file, at).to_lowercase()
    );
    if flavour == Flavour::Shared {
        out.push_str("#[typeshare]\n");
    }
    out.push_str("#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]\n");
    if !serde.is_empty() {
        let _ = writeln!(out, "#[serde({serde})]");
    }
}

#[expect(
    clippy::too_many_lines,
    reason = "one arm a type, each little more than its text"
)]
fn one(out: &mut String, file: usize, at: usize, other: Option<usize>, flavour: Flavour) {
    let own = name(file, at);
    let shared = flavour == Flavour::Shared;
    let far = other.map_or_else(|| "String".to_owned(), |other| name(other, 0));
    let near = |to: usize| {
        if to < at {
            name(file, to)
        } else {
            "String".to_owned()
        }
    };
    let (a, b, c) = (field(file, at, 0), field(file, at, 1), field(file, at, 2));
    match at % PER_FILE {
        0 => {
            head(out, file, at, "", flavour);
            let _ = write!(
                out,
                "pub struct {own} {{\n    /// Shown in lists.\n    pub {a}: String,\n    pub {b}: Option<String>,\n    \
                 pub {c}: Vec<String>,\n    pub amount: u32,\n    pub ratio: f64,\n    pub active: bool,\n    \
                 pub attempts: Option<u16>,\n    pub scores: Vec<i32>,\n}}\n"
            );
        }
        1 => {
            head(out, file, at, "", flavour);
            let _ = write!(
                out,
                "pub struct {own} {{\n    pub parent: Option<{far}>,\n    pub others: Vec<{far}>,\n    \
                 pub by_name: HashMap<String, {}>,\n    pub {a}: BTreeMap<String, String>,\n    /// Counted, not \
                 measured.\n    pub count: u32,\n}}\n",
                near(0)
            );
        }
        2 => {
            head(out, file, at, "rename_all = \"snake_case\"", flavour);
            let _ = write!(
                out,
                "pub enum {own} {{\n    Draft,\n    /// Waits for somebody.\n    InReview,\n    Published,\n    Archived,\n}}\n"
            );
        }
        3 => {
            head(out, file, at, "tag = \"type\", content = \"data\"", flavour);
            let _ = write!(
                out,
                "pub enum {own} {{\n    Created(String),\n    Renamed {{ {a}: String, {b}: Option<String> }},\n    \
                 Moved({}),\n    Deleted,\n}}\n",
                near(2)
            );
        }
        4 => {
            let tagging = if shared {
                "tag = \"kind\", content = \"value\""
            } else {
                "tag = \"kind\""
            };
            head(
                out,
                file,
                at,
                &format!("{tagging}, rename_all = \"camelCase\""),
                flavour,
            );
            let _ = write!(
                out,
                "pub enum {own} {{\n    Opened {{ {a}: String, at: u32 }},\n    Answered {{ {b}: Vec<String>, by: \
                 Option<{far}> }},\n    Closed,\n}}\n"
            );
        }
        5 => {
            head(
                out,
                file,
                at,
                if shared {
                    "tag = \"outcome\", content = \"with\""
                } else {
                    ""
                },
                flavour,
            );
            let _ = write!(
                out,
                "pub enum {own} {{\n    Nothing,\n    Done({}),\n    Failed {{ reason: String, {a}: u32 }},\n}}\n",
                near(1)
            );
        }
        6 => settings(out, file, at, &own, [a, b, c], &near(2), flavour),
        7 => {
            head(
                out,
                file,
                at,
                if shared { "" } else { "transparent" },
                flavour,
            );
            let _ = writeln!(out, "pub struct {own}(pub String);");
        }
        8 if shared => {
            head(out, file, at, "", flavour);
            let _ = write!(
                out,
                "pub struct {own} {{\n    pub {a}: f32,\n    pub {b}: Option<Vec<{}>>,\n}}\n",
                near(2)
            );
        }
        8 => {
            head(out, file, at, "untagged", flavour);
            let _ = write!(
                out,
                "pub enum {own} {{\n    Text(String),\n    Number(f64),\n    Many(Vec<{}>),\n}}\n",
                near(0)
            );
        }
        _ => {
            head(out, file, at, "", flavour);
            let _ = write!(
                out,
                "pub struct {own}<T> {{\n    pub items: Vec<T>,\n    pub next: Option<String>,\n    pub total: u32,\n}}\n"
            );
        }
    }
}

fn settings(
    out: &mut String,
    file: usize,
    at: usize,
    own: &str,
    fields: [&str; 3],
    near: &str,
    flavour: Flavour,
) {
    let [a, b, c] = fields;
    head(out, file, at, "rename_all = \"camelCase\"", flavour);
    let (default, skip, flat) = match flavour {
        Flavour::Shared => ("", "", String::new()),
        Flavour::Rich => (
            "    #[serde(default)]\n",
            "    #[serde(skip_serializing_if = \"Option::is_none\")]\n",
            format!("    #[serde(flatten)]\n    pub base: {},\n", name(file, 0)),
        ),
    };
    let _ = write!(
        out,
        "pub struct {own} {{\n{skip}    pub {a}_text: Option<String>,\n{default}    pub {b}_text: String,\n    \
         #[serde(rename = \"{c}-key\")]\n    pub {c}_text: String,\n    pub state: {near},\n{flat}}}\n"
    );
}
