//! Expressions as elm-format lays them out, told to a [`Layout`] while they are found.

use super::super::layout::Layout;
use super::syntax::Distinct;

/// The modules that a generated one may name, each with its import line, in elm-format's order.
pub(super) const KNOWN: [(&str, &str); 10] = [
    ("Client", "import BuildAmpClient as Client"),
    ("Codec", "import BuildAmpCodec as Codec"),
    ("Pattern", "import BuildAmpPattern as Pattern"),
    ("Rules", "import BuildAmpRules as Rules"),
    ("BuildAmpSse", "import BuildAmpSse"),
    ("Text", "import BuildAmpText as Text"),
    ("Dict", "import Dict"),
    ("Decode", "import Json.Decode as Decode"),
    ("Encode", "import Json.Encode as Encode"),
    ("Time", "import Time"),
];

/// Which of [`KNOWN`] were named.
#[derive(Debug, Default)]
pub(super) struct Named([bool; KNOWN.len()]);

impl Named {
    /// Their import lines.
    pub(super) fn imports(&self) -> impl Iterator<Item = &'static str> {
        let all = KNOWN.iter().zip(self.0);
        all.filter(|(_, is_named)| *is_named)
            .map(|((_, import), _)| *import)
    }

    #[inline]
    fn note(&mut self, name: &str) {
        // Asked for each name, so by the letters that tell them from all others.
        let place = match name.as_bytes().first_chunk() {
            Some(b"Clie") => 0,
            Some(b"Code") => 1,
            Some(b"Patt") => 2,
            Some(b"Rule") => 3,
            Some(b"Buil") => 4,
            Some(b"Text") => 5,
            Some(b"Dict") => 6,
            Some(b"Deco") => 7,
            Some(b"Enco") => 8,
            Some(b"Time") => 9,
            _ => return,
        };
        self.0[place] = true;
    }
}

/// A name as it stands in the module that is written.
#[derive(Debug, Clone, Copy)]
pub(super) enum Name<'a> {
    /// In one of [`KNOWN`], or of Elm's own.
    Known(&'static str),
    /// In this module.
    Here(&'a str),
    /// In a module that this one imports, by its local name.
    There(&'a str, &'a str),
}

/// Where an expression or a type stands: what is more than a word has parentheses around it among arguments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Alone,
    Argument,
}

/// What stays beside the function whose first argument it is.
#[derive(Debug, Clone, Copy)]
pub(super) enum Key<'a> {
    Text(&'a str),
    Number(usize),
}

/// Writes the declarations of one module.
pub(super) struct Writer<'a> {
    layout: &'a mut Layout,
    named: &'a mut Named,
}

impl<'a> Writer<'a> {
    pub(super) fn of(layout: &'a mut Layout, named: &'a mut Named) -> Self {
        Self { layout, named }
    }
}

/// The words.
impl Writer<'_> {
    /// Text without a line break that names no other module.
    #[inline]
    pub(super) fn text(&mut self, text: &str) -> &mut Self {
        self.layout.text(text);
        self
    }

    /// A name in one of [`KNOWN`], or of Elm's own.
    #[inline]
    pub(super) fn known(&mut self, name: &'static str) -> &mut Self {
        self.named.note(name);
        self.text(name)
    }

    #[inline]
    pub(super) fn name(&mut self, name: Name) -> &mut Self {
        match name {
            Name::Known(name) => self.known(name),
            Name::Here(name) => self.text(name),
            Name::There(module, name) => self.text(module).text(".").text(name),
        }
    }

    pub(super) fn number(&mut self, number: usize) -> &mut Self {
        const DIGITS: &str = "0123456789";
        if let Some(digit) = DIGITS.get(number..=number) {
            self.text(digit)
        } else {
            self.show(number)
        }
    }

    /// The text of a value.
    pub(super) fn show(&mut self, value: impl std::fmt::Display) -> &mut Self {
        self.layout.show(value);
        self
    }
}

/// The steps of a layout.
impl Writer<'_> {
    #[inline]
    pub(super) fn line(&mut self) -> &mut Self {
        self.layout.line();
        self
    }

    #[inline]
    pub(super) fn hard_line(&mut self) -> &mut Self {
        self.layout.hard_line();
        self
    }

    pub(super) fn empty_line(&mut self) -> &mut Self {
        self.layout.empty_line();
        self
    }

    #[inline]
    pub(super) fn group(&mut self, of: impl FnOnce(&mut Writer)) {
        let named = &mut *self.named;
        self.layout
            .group(|layout| of(&mut Writer { layout, named }));
    }

    #[inline]
    pub(super) fn broken(&mut self, of: impl FnOnce(&mut Writer)) {
        let named = &mut *self.named;
        self.layout
            .broken(|layout| of(&mut Writer { layout, named }));
    }

    #[inline]
    pub(super) fn indent(&mut self, columns: usize, of: impl FnOnce(&mut Writer)) {
        let named = &mut *self.named;
        self.layout
            .indent(columns, |layout| of(&mut Writer { layout, named }));
    }

    #[inline]
    pub(super) fn tab(&mut self, of: impl FnOnce(&mut Writer)) {
        let named = &mut *self.named;
        self.layout.tab(|layout| of(&mut Writer { layout, named }));
    }
}

/// The expressions.
impl Writer<'_> {
    /// A call; each argument is told behind a line.
    pub(super) fn call(
        &mut self,
        place: Place,
        function: Name,
        arguments: impl FnOnce(&mut Writer),
    ) {
        self.around(place, |w| w.name(function).tab(arguments));
    }

    /// A call whose first argument stays beside its function.
    pub(super) fn keyed(
        &mut self,
        place: Place,
        function: &'static str,
        key: Key,
        arguments: impl FnOnce(&mut Writer),
    ) {
        self.around(place, |w| {
            w.known(function).text(" ");
            match key {
                Key::Text(text) => w.string(text),
                Key::Number(number) => w.number(number),
            }
            .tab(arguments);
        });
    }

    /// `a |> b |> c`, one a line; told in the order of the source.
    pub(super) fn pipe(
        &mut self,
        place: Place,
        first: impl FnOnce(&mut Writer),
        stages: impl FnOnce(&mut Writer),
    ) {
        self.around(place, |w| {
            first(w);
            w.tab(stages);
        });
    }

    /// Begins a stage of a pipe.
    #[inline]
    pub(super) fn stage(&mut self) -> &mut Self {
        self.hard_line().text("|> ")
    }

    /// `\a b -> …`
    pub(super) fn lambda(
        &mut self,
        place: Place,
        parameters: impl FnOnce(&mut Writer),
        body: impl FnOnce(&mut Writer),
    ) {
        self.around(place, |w| {
            parameters(w.text("\\"));
            w.text(" ->").tab(|w| body(w.line()));
        });
    }

    /// `{ a = a, b = b }`: the fields of these names and values.
    pub(super) fn record(&mut self, names: &Distinct, values: &Distinct) {
        self.group(|w| {
            w.enclosed(["{", "}"], names.iter().zip(values.iter()), |w, it| {
                w.text(it.0).text(" = ").text(it.1);
            });
        });
    }

    /// `[ a, b ]`, one a line.
    pub(super) fn list<T>(
        &mut self,
        items: impl IntoIterator<Item = T>,
        mut write: impl FnMut(&mut Writer, T),
    ) {
        let mut items = items.into_iter().peekable();
        if items.peek().is_none() {
            self.text("[]");
        } else {
            self.broken(|w| {
                w.enclosed(["[", "]"], items, |w, it| w.indent(2, |w| write(w, it)));
            });
        }
    }

    /// A list of texts, on one line where it fits.
    pub(super) fn texts<'t>(&mut self, texts: impl IntoIterator<Item = &'t str>) {
        self.short_list(texts, |w, text| _ = w.string(text));
    }

    /// A list, on one line where it fits.
    pub(super) fn short_list<T>(
        &mut self,
        items: impl IntoIterator<Item = T>,
        mut write: impl FnMut(&mut Writer, T),
    ) {
        self.group(|w| {
            w.enclosed(["[", "]"], items, |w, it| w.indent(2, |w| write(w, it)));
        });
    }

    /// `( a, b )`; the first does not break.
    pub(super) fn pair(
        &mut self,
        first: impl FnOnce(&mut Writer),
        second: impl FnOnce(&mut Writer),
    ) {
        self.group(|w| {
            first(w.text("( "));
            w.soft_line().text(", ").indent(2, second);
            w.line().text(")");
        });
    }

    /// `[ a, b ]`, the brackets and commas below each other where it breaks. What breaks in an item has to be indented
    /// by two.
    pub(super) fn enclosed<T>(
        &mut self,
        [open, close]: [&'static str; 2],
        items: impl IntoIterator<Item = T>,
        mut write: impl FnMut(&mut Writer, T),
    ) {
        self.text(open);
        let mut is_empty = true;
        for item in items {
            if std::mem::take(&mut is_empty) {
                self.text(" ");
            } else {
                self.soft_line().text(", ");
            }
            write(self, item);
        }
        if !is_empty {
            self.line();
        }
        self.text(close);
    }

    /// ` = A | B`, one a line: behind the name of a type.
    pub(super) fn alternatives<T>(
        &mut self,
        constructors: impl IntoIterator<Item = T>,
        mut write: impl FnMut(&mut Writer, T),
    ) {
        self.broken(|w| {
            w.tab(|w| {
                for (index, constructor) in constructors.into_iter().enumerate() {
                    let sign = if index == 0 { "= " } else { "| " };
                    write(w.hard_line().text(sign), constructor);
                }
            });
        });
    }

    #[inline]
    fn soft_line(&mut self) -> &mut Self {
        self.layout.soft_line();
        self
    }

    fn around(&mut self, place: Place, of: impl FnOnce(&mut Writer)) {
        self.group(|w| match place {
            Place::Alone => of(w),
            Place::Argument => {
                of(w.text("("));
                w.soft_line().text(")");
            }
        });
    }
}
