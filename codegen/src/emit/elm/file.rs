//! A whole file as elm-format prints it.

use std::collections::BTreeSet;

use super::super::HEADER;
use super::super::text::{Doc, broken, concat, print, tab, text};
use super::{module, syntax};

/// Where expressions break; elm-format itself knows no width.
const WIDTH: usize = 100;

/// A whole file: header, module line, imports, and declarations with two empty lines between each two.
pub(super) fn file(
    module: &[String],
    mut exposed: Vec<String>,
    imports: Vec<String>,
    declarations: &Declarations,
) -> String {
    exposed.sort_by(|a, b| {
        let small = |name: &str| name.starts_with(char::is_lowercase);
        (small(a), a).cmp(&(small(b), b))
    });
    let gap = concat([Doc::EmptyLine, Doc::EmptyLine, Doc::HardLine]);
    let exposed = syntax::enclosed("(", exposed.into_iter().map(text).collect(), ")");
    let mut head = vec![
        text(format!("-- {HEADER}")),
        gap,
        text(format!("module {} exposing", module.join("."))),
        broken(tab(concat([Doc::HardLine, exposed]))),
        Doc::EmptyLine,
    ];
    head.extend(
        imports
            .into_iter()
            .map(|import| concat([Doc::HardLine, text(import)])),
    );
    print(&concat(head), WIDTH) + &declarations.text
}

/// Declarations as text, and which modules they name.
#[derive(Debug, Default)]
pub(super) struct Declarations {
    text: String,
    pub(super) named: BTreeSet<&'static str>,
}

impl Declarations {
    /// Appends them.
    pub(super) fn extend(&mut self, declarations: impl IntoIterator<Item = Doc>) {
        for declaration in declarations {
            self.name(&declaration);
            self.text.push_str("\n\n");
            self.text.push_str(&print(&declaration, WIDTH));
        }
    }

    fn name(&mut self, doc: &Doc) {
        match doc {
            Doc::Text(text) => {
                let is_module = |local: &str| {
                    text.strip_prefix(local)
                        .is_some_and(|rest| rest.starts_with('.'))
                };
                let found = module::KNOWN.iter().find(|(local, _)| is_module(local));
                self.named.extend(found.map(|(local, _)| local));
            }
            Doc::Line | Doc::SoftLine | Doc::HardLine | Doc::EmptyLine => {}
            Doc::Concat(parts) => parts.iter().for_each(|part| self.name(part)),
            Doc::Group { of, .. } | Doc::Indent(_, of) | Doc::Tab(of) | Doc::Fluid(_, of) => {
                self.name(of);
            }
            Doc::IfBreak(broken, flat) => {
                self.name(broken);
                self.name(flat);
            }
        }
    }
}
