//! A pretty-printer's document: what may stand on one line, and where it breaks when it does not fit.
//!
//! The algebra and the layout rule are Wadler's as prettier applies them, so that a document built the way prettier
//! builds its own comes out as prettier prints it.

use std::borrow::Cow;

/// Text with the places where it may break.
#[derive(Debug, Clone)]
pub(super) enum Doc {
    /// Text without a line break.
    Text(Cow<'static, str>),
    /// A space, or a new line where the group breaks.
    Line,
    /// Nothing, or a new line where the group breaks.
    SoftLine,
    /// A new line; every group around it breaks.
    HardLine,
    /// An empty line: the line break before it does not indent.
    EmptyLine,
    /// One after the other.
    Concat(Vec<Doc>),
    /// On one line when it fits; `broken` when it may not.
    Group { of: Box<Doc>, broken: bool },
    /// Lines inside begin this many columns further right.
    Indent(usize, Box<Doc>),
    /// Lines inside begin at the next multiple of four, as elm-format indents.
    Tab(Box<Doc>),
    /// A space; or a new line, and what follows further right, where not even its beginning fits: prettier's layout
    /// of what is assigned.
    Fluid(usize, Box<Doc>),
    /// The first when the group around it breaks, the second when it stands on one line.
    IfBreak(Box<Doc>, Box<Doc>),
}

/// Text.
pub(super) fn text(text: impl Into<String>) -> Doc {
    Doc::Text(Cow::Owned(text.into()))
}

/// Text that is the same in every file.
pub(super) fn fixed(text: &'static str) -> Doc {
    Doc::Text(Cow::Borrowed(text))
}

/// Nothing.
pub(super) fn nil() -> Doc {
    Doc::Concat(Vec::new())
}

/// One after the other.
pub(super) fn concat(parts: impl IntoIterator<Item = Doc>) -> Doc {
    Doc::Concat(parts.into_iter().collect())
}

/// On one line when it fits.
pub(super) fn group(of: Doc) -> Doc {
    Doc::Group {
        broken: breaks(&of),
        of: Box::new(of),
    }
}

/// Never on one line.
pub(super) fn broken(of: Doc) -> Doc {
    Doc::Group {
        broken: true,
        of: Box::new(of),
    }
}

/// Further right.
pub(super) fn indent(columns: usize, of: Doc) -> Doc {
    Doc::Indent(columns, Box::new(of))
}

/// Further right, at the next multiple of four.
pub(super) fn tab(of: Doc) -> Doc {
    Doc::Tab(Box::new(of))
}

/// Depends on whether the group around it breaks.
pub(super) fn if_break(broken: Doc, flat: Doc) -> Doc {
    Doc::IfBreak(Box::new(broken), Box::new(flat))
}

/// With a separator between each two.
pub(super) fn join(parts: impl IntoIterator<Item = Doc>, separator: &Doc) -> Doc {
    let mut joined = Vec::new();
    for (index, part) in parts.into_iter().enumerate() {
        if index > 0 {
            joined.push(separator.clone());
        }
        joined.push(part);
    }
    Doc::Concat(joined)
}

/// Whether a group of this has to break.
pub(super) fn breaks(doc: &Doc) -> bool {
    match doc {
        Doc::Text(_) | Doc::Line | Doc::SoftLine => false,
        Doc::HardLine | Doc::EmptyLine => true,
        Doc::Concat(parts) => parts.iter().any(breaks),
        Doc::Group { broken, .. } => *broken,
        Doc::Indent(_, of) | Doc::Tab(of) | Doc::Fluid(_, of) => breaks(of),
        Doc::IfBreak(broken, flat) => breaks(broken) || breaks(flat),
    }
}

/// Whether some text of a document begins with this.
pub(super) fn mentions(doc: &Doc, prefix: &str) -> bool {
    match doc {
        Doc::Text(text) => text.starts_with(prefix),
        Doc::Line | Doc::SoftLine | Doc::HardLine | Doc::EmptyLine => false,
        Doc::Concat(parts) => parts.iter().any(|part| mentions(part, prefix)),
        Doc::Group { of, .. } | Doc::Indent(_, of) | Doc::Tab(of) | Doc::Fluid(_, of) => {
            mentions(of, prefix)
        }
        Doc::IfBreak(broken, flat) => mentions(broken, prefix) || mentions(flat, prefix),
    }
}

/// How a group is laid out.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    Flat,
    Break,
}

type Command<'a> = (usize, Mode, &'a Doc);

/// The text of a document in lines of `width` columns where that can be done, ending in a line break.
pub(super) fn print(doc: &Doc, width: usize) -> String {
    let mut out = String::new();
    let mut column = 0;
    let mut stack: Vec<Command> = vec![(0, Mode::Break, doc)];
    while let Some((indent, mode, doc)) = stack.pop() {
        match doc {
            Doc::Text(text) => {
                out.push_str(text);
                column += columns(text);
            }
            Doc::Line if mode == Mode::Flat => {
                out.push(' ');
                column += 1;
            }
            Doc::SoftLine if mode == Mode::Flat => {}
            Doc::Line | Doc::SoftLine | Doc::HardLine => {
                new_line(&mut out);
                out.extend(std::iter::repeat_n(' ', indent));
                column = indent;
            }
            Doc::EmptyLine => {
                new_line(&mut out);
                column = 0;
            }
            Doc::Concat(parts) => stack.extend(parts.iter().rev().map(|part| (indent, mode, part))),
            Doc::Group { of, broken } => {
                let flat = (indent, Mode::Flat, of.as_ref());
                let fits = !broken
                    && (mode == Mode::Flat || fits(flat, &stack, width.saturating_sub(column)));
                stack.push(if fits {
                    flat
                } else {
                    (indent, Mode::Break, of)
                });
            }
            Doc::Indent(by, of) => stack.push((indent + by, mode, of)),
            Doc::Tab(of) => stack.push((indent / 4 * 4 + 4, mode, of)),
            Doc::Fluid(by, of) => {
                stack.push((indent, mode, of));
                if fits(
                    (indent, Mode::Flat, &Doc::Line),
                    &stack,
                    width.saturating_sub(column),
                ) {
                    stack.push((indent, Mode::Flat, &Doc::Line));
                } else {
                    stack.pop();
                    stack.push((indent + by, mode, of));
                    stack.push((indent + by, Mode::Break, &Doc::Line));
                }
            }
            Doc::IfBreak(broken, flat) => {
                stack.push((
                    indent,
                    mode,
                    if mode == Mode::Break { broken } else { flat },
                ));
            }
        }
    }
    new_line(&mut out);
    out
}

/// Whether `next`, and what follows it up to the first place that breaks, stands in the rest of the line.
fn fits(next: Command, rest: &[Command], width: usize) -> bool {
    let mut left = width;
    let mut rest = rest.iter().rev();
    let mut stack = vec![next];
    loop {
        let Some((indent, mode, doc)) = stack.pop().or_else(|| rest.next().copied()) else {
            return true;
        };
        match doc {
            Doc::Text(text) => match left.checked_sub(columns(text)) {
                Some(now) => left = now,
                None => return false,
            },
            Doc::Line if mode == Mode::Flat => match left.checked_sub(1) {
                Some(now) => left = now,
                None => return false,
            },
            Doc::SoftLine if mode == Mode::Flat => {}
            Doc::Line | Doc::SoftLine | Doc::HardLine | Doc::EmptyLine => return true,
            Doc::Concat(parts) => stack.extend(parts.iter().rev().map(|part| (indent, mode, part))),
            Doc::Group { of, broken } => {
                stack.push((indent, if *broken { Mode::Break } else { mode }, of));
            }
            Doc::Indent(_, of) | Doc::Tab(of) => stack.push((indent, mode, of)),
            Doc::Fluid(_, of) => {
                stack.push((indent, mode, of));
                stack.push((indent, mode, &Doc::Line));
            }
            Doc::IfBreak(broken, flat) => {
                stack.push((
                    indent,
                    mode,
                    if mode == Mode::Break { broken } else { flat },
                ));
            }
        }
    }
}

/// Ends the line, without spaces at its end.
fn new_line(out: &mut String) {
    out.truncate(out.trim_end_matches(' ').len());
    out.push('\n');
}

/// How many columns a text takes in a terminal: none for a combining mark, two for an East Asian or an emoji.
pub(super) fn columns(text: &str) -> usize {
    if text
        .bytes()
        .all(|byte| byte == b' ' || byte.is_ascii_graphic())
    {
        return text.len();
    }
    text.chars().map(width).sum()
}

fn width(c: char) -> usize {
    let wide = |ranges: &[(u32, u32)]| {
        ranges
            .iter()
            .any(|&(from, to)| (from..=to).contains(&u32::from(c)))
    };
    if c.is_ascii() {
        usize::from(!c.is_ascii_control())
    } else if wide(ZERO) {
        0
    } else if wide(WIDE) {
        2
    } else {
        1
    }
}

/// Characters that prettier counts as no column.
const ZERO: &[(u32, u32)] = &[
    (0x80, 0x9f),
    (0x300, 0x36f),
    (0x200b, 0x200d),
    (0x20d0, 0x20ff),
    (0xfe00, 0xfe0f),
    (0xfe20, 0xfe2f),
];

/// East Asian Width W and F, Unicode 16, joined where only unassigned characters lie between.
const WIDE: &[(u32, u32)] = &[
    (0x1100, 0x115f),
    (0x231a, 0x231b),
    (0x2329, 0x232a),
    (0x23e9, 0x23ec),
    (0x23f0, 0x23f0),
    (0x23f3, 0x23f3),
    (0x25fd, 0x25fe),
    (0x2614, 0x2615),
    (0x2630, 0x2637),
    (0x2648, 0x2653),
    (0x267f, 0x267f),
    (0x268a, 0x268f),
    (0x2693, 0x2693),
    (0x26a1, 0x26a1),
    (0x26aa, 0x26ab),
    (0x26bd, 0x26be),
    (0x26c4, 0x26c5),
    (0x26ce, 0x26ce),
    (0x26d4, 0x26d4),
    (0x26ea, 0x26ea),
    (0x26f2, 0x26f3),
    (0x26f5, 0x26f5),
    (0x26fa, 0x26fa),
    (0x26fd, 0x26fd),
    (0x2705, 0x2705),
    (0x270a, 0x270b),
    (0x2728, 0x2728),
    (0x274c, 0x274c),
    (0x274e, 0x274e),
    (0x2753, 0x2755),
    (0x2757, 0x2757),
    (0x2795, 0x2797),
    (0x27b0, 0x27b0),
    (0x27bf, 0x27bf),
    (0x2b1b, 0x2b1c),
    (0x2b50, 0x2b50),
    (0x2b55, 0x2b55),
    (0x2e80, 0x303e),
    (0x3041, 0x3247),
    (0x3250, 0x4dbf),
    (0x4e00, 0xa4cf),
    (0xa960, 0xa97f),
    (0xac00, 0xd7a3),
    (0xf900, 0xfaff),
    (0xfe10, 0xfe19),
    (0xfe30, 0xfe6f),
    (0xff01, 0xff60),
    (0xffe0, 0xffe6),
    (0x16fe0, 0x18d08),
    (0x1aff0, 0x1b2fb),
    (0x1d300, 0x1d376),
    (0x1f004, 0x1f004),
    (0x1f0cf, 0x1f0cf),
    (0x1f18e, 0x1f18e),
    (0x1f191, 0x1f19a),
    (0x1f200, 0x1f320),
    (0x1f32d, 0x1f335),
    (0x1f337, 0x1f37c),
    (0x1f37e, 0x1f393),
    (0x1f3a0, 0x1f3ca),
    (0x1f3cf, 0x1f3d3),
    (0x1f3e0, 0x1f3f0),
    (0x1f3f4, 0x1f3f4),
    (0x1f3f8, 0x1f43e),
    (0x1f440, 0x1f440),
    (0x1f442, 0x1f4fc),
    (0x1f4ff, 0x1f53d),
    (0x1f54b, 0x1f54e),
    (0x1f550, 0x1f567),
    (0x1f57a, 0x1f57a),
    (0x1f595, 0x1f596),
    (0x1f5a4, 0x1f5a4),
    (0x1f5fb, 0x1f64f),
    (0x1f680, 0x1f6c5),
    (0x1f6cc, 0x1f6cc),
    (0x1f6d0, 0x1f6d2),
    (0x1f6d5, 0x1f6df),
    (0x1f6eb, 0x1f6ec),
    (0x1f6f4, 0x1f6fc),
    (0x1f7e0, 0x1f7eb),
    (0x1f7f0, 0x1f7f0),
    (0x1f90c, 0x1f93a),
    (0x1f93c, 0x1f945),
    (0x1f947, 0x1f9ff),
    (0x1fa70, 0x1faff),
    (0x20000, 0x2fffd),
    (0x30000, 0x3fffd),
];
