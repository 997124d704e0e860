//! A whole file as elm-format prints it.

use std::cell::Cell;

use super::super::HEADER;
use super::super::layout::Layout;
use super::writer::{Named, Writer};

/// Where expressions break; elm-format itself knows no width.
const WIDTH: usize = 100;

/// A name that a module exposes, and behind it `(..)` where it has constructors.
#[derive(Debug, Clone, Copy)]
pub(super) struct Exposed<'a> {
    pub(super) name: &'a str,
    pub(super) opaque: &'static str,
}

impl<'a> Exposed<'a> {
    /// A value, or a type without constructors.
    pub(super) fn plain(name: &'a str) -> Self {
        Self { name, opaque: "" }
    }

    fn is_value(&self) -> bool {
        match self.name.as_bytes().first() {
            Some(first) if first.is_ascii() => first.is_ascii_lowercase(),
            _ => self.name.starts_with(char::is_lowercase),
        }
    }
}

/// A module that another imports, and what it is called there.
#[derive(Debug)]
pub(super) struct Import<'a> {
    pub(super) module: &'a str,
    pub(super) local: &'a str,
}

/// A whole file: header, module line, imports, and declarations with two empty lines between each two.
pub(super) fn file(
    module: &str,
    mut exposed: Vec<Exposed>,
    mut imports: Vec<Import>,
    declarations: Declarations,
) -> String {
    exposed.sort_unstable_by(|one, other| {
        let values_last = one.is_value().cmp(&other.is_value());
        values_last.then_with(|| one.name.cmp(other.name))
    });
    imports.sort_unstable_by_key(|it| it.module);
    let length = 1024 + 64 * exposed.len() + 128 * imports.len() + declarations.text.len();
    let mut text = String::with_capacity(length);
    let mut push = |parts: &[&str]| parts.iter().for_each(|part| text.push_str(part));
    push(&["-- ", HEADER, "\n\n\nmodule ", module, " exposing\n"]);
    for (index, it) in exposed.iter().enumerate() {
        let sign = if index == 0 { "    ( " } else { "    , " };
        push(&[sign, it.name, it.opaque, "\n"]);
    }
    push(&["    )\n"]);
    for it in imports {
        push(&["\nimport ", it.module, " as ", it.local]);
    }
    for line in declarations.named.imports() {
        push(&["\n", line]);
    }
    push(&["\n", &declarations.text]);
    declarations.end();
    text
}

/// Declarations as text, and which modules they name.
#[derive(Debug, Default)]
pub(super) struct Declarations {
    text: String,
    layout: Layout,
    named: Named,
}

thread_local! {
    /// Where a module was told before: it grows once, and not for each module.
    static ROOM: Cell<Declarations> = Cell::default();
}

impl Declarations {
    /// None yet.
    pub(super) fn new() -> Self {
        ROOM.take()
    }

    /// Leaves its room to the next module.
    fn end(mut self) {
        self.text.clear();
        self.named = Named::default();
        ROOM.set(self);
    }

    /// Appends what is written, behind two empty lines.
    pub(super) fn add(&mut self, write: impl FnOnce(&mut Writer)) {
        write(&mut Writer::of(&mut self.layout, &mut self.named));
        self.text.push_str("\n\n");
        self.layout.print(WIDTH, &mut self.text);
    }
}
