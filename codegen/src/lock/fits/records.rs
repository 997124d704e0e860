//! Objects.

use ecow::EcoString;

use super::{Reader, Spot, Walk, Why};
use crate::lock::Lock;
use crate::lock::node::Node;
use crate::model::{FlatOf, Presence, Record, Shape, Text, WireField};

/// An object with what lies flat in it spread out, as far as that has fixed keys.
#[derive(Default)]
struct Spread {
    fields: Vec<Lying>,
    /// Enums among the keys.
    enums: Vec<(Shape, bool)>,
    /// Maps of all other keys.
    rest: Vec<Shape>,
    closed: bool,
}

/// A key, and whether its definition says exactly what is read.
struct Lying {
    field: WireField,
    exact: bool,
}

/// What contains itself flat is followed this deep.
const FLAT: usize = 32;

impl Walk<'_> {
    pub(super) fn records(
        &mut self,
        (of, at, exact): (&Record, &Spot, bool),
        (into, to, reads_exact): (&Record, &Spot, bool),
    ) {
        let written = spread(self.writer, of, exact, FLAT);
        let read = spread(self.reader, into, reads_exact, FLAT);
        let mut known = Vec::new();
        for want in &read.fields {
            let names = || std::iter::once(&want.field.key).chain(&want.field.aliases);
            let found = written
                .fields
                .iter()
                .find(|it| names().any(|name| *name == it.field.key));
            known.extend(names().cloned());
            let to = to.key(&want.field.key);
            let Some(found) = found else {
                if self.needs(want) && written.rest.is_empty() {
                    let why = Why::Missing {
                        key: want.field.key.clone(),
                        unknown: self.could_be((&written, at), (&read, want, &to)),
                    };
                    self.misfit(at, &to, why);
                }
                continue;
            };
            let at = at.key(&found.field.key);
            if !matches!(found.field.presence, Presence::Always | Presence::Required)
                && self.needs(want)
            {
                let key = want.field.key.clone();
                self.misfit(&at, &to, Why::MaybeMissing { key });
            }
            self.values(
                (&found.field.shape, &at, found.exact),
                (&want.field.shape, &to, want.exact),
            );
        }
        for over in &written.fields {
            let key = &over.field.key;
            if known.contains(key) {
                continue;
            }
            if read.closed {
                self.misfit(&at.key(key), to, Why::Refused { key: key.clone() });
            }
            for rest in &read.rest {
                let at = at.key(key);
                self.in_rest((&over.field.shape, &at, over.exact), (rest, to));
            }
        }
        for (of, into) in written.enums.iter().zip(&read.enums) {
            self.values((&of.0, at, exact), (&into.0, to, reads_exact));
        }
        // An enum among the keys that nothing is written for, unless it may be absent.
        let more = read.enums.iter().skip(written.enums.len());
        for (shape, _) in more.filter(|(_, optional)| !optional) {
            let why = Why::Shape {
                written: "an object".to_owned(),
                read: format!("an object with {}", crate::lock::write::short(shape)),
            };
            self.misfit(at, to, why);
        }
        for (of, into) in written.rest.iter().zip(&read.rest) {
            self.values((of, at, exact), (into, to, reads_exact));
        }
    }

    /// The keys that the reader knows no more and that hold what it wants under another one.
    fn could_be(
        &self,
        (written, at): (&Spread, &Spot),
        (read, want, to): (&Spread, &Lying, &Spot),
    ) -> Vec<EcoString> {
        let taken = |key: &EcoString| {
            let mut all = read.fields.iter();
            all.any(|it| it.field.key == *key || it.field.aliases.contains(key))
        };
        let fits = |it: &&Lying| {
            let writes = (&it.field.shape, at, it.exact);
            self.fits(|walk| walk.values(writes, (&want.field.shape, to, want.exact)))
        };
        let free = written.fields.iter().filter(|it| !taken(&it.field.key));
        free.filter(fits).map(|it| it.field.key.clone()).collect()
    }

    /// A key that the reader takes into a map.
    fn in_rest(&mut self, (of, at, exact): (&Shape, &Spot, bool), (rest, to): (&Shape, &Spot)) {
        let opened = self.reader.open(rest, false);
        if let Node::Value(Shape::Map { of: into, .. }) = &opened.node {
            self.values((of, at, exact), (into, to, opened.exact));
        }
    }

    /// Whether the reader cannot do without a key.
    fn needs(&self, want: &Lying) -> bool {
        match (want.field.presence, self.by) {
            (Presence::Optional | Presence::OrNull, _) => false,
            (Presence::Required, _) | (Presence::Always, Reader::Client) => true,
            (Presence::Always, Reader::Serde) => {
                want.exact || !matches!(want.field.shape, Shape::Option(_))
            }
        }
    }

    pub(super) fn record_to_map(
        &mut self,
        (of, at, exact): (&Record, &Spot, bool),
        (key, into, to, reads_exact): (&Shape, &Shape, &Spot, bool),
    ) {
        if !matches!(key, Shape::Text(Text::Any)) {
            let (writes, reads) = (Node::Record(of.clone()), Node::Value(key.clone()));
            return self.other((&writes, at), (&reads, to));
        }
        let written = spread(self.writer, of, exact, FLAT);
        for Lying { field, exact } in &written.fields {
            let at = at.key(&field.key);
            self.values((&field.shape, &at, *exact), (into, to, reads_exact));
        }
    }
}

/// The keys of an object and of the structs that lie flat in it.
fn spread(lock: &Lock, record: &Record, exact: bool, depth: usize) -> Spread {
    let mut all = Spread {
        closed: record.closed,
        ..Spread::default()
    };
    if let Some((key, _)) = &record.tag {
        let field = crate::lock::node::field(key, Shape::Text(Text::Any));
        all.fields.push(Lying { field, exact });
    }
    for field in &record.fields {
        let field = field.clone();
        all.fields.push(Lying { field, exact });
    }
    if depth == 0 {
        return all;
    }
    for flat in &record.flat {
        match &flat.of {
            FlatOf::Keys(of) => {
                let opened = lock.open(strip(of), exact);
                let optional = flat.optional || matches!(of, Shape::Option(_));
                match opened.node {
                    Node::Record(inner) => {
                        let inner = spread(lock, &inner, opened.exact, depth - 1);
                        all.fields.extend(inner.fields.into_iter().map(|mut lying| {
                            if optional {
                                lying.field.presence = Presence::Optional;
                            }
                            lying
                        }));
                        all.enums.extend(inner.enums);
                        all.rest.extend(inner.rest);
                    }
                    Node::Value(shape @ Shape::Map { .. }) => all.rest.push(shape),
                    Node::Value(_) | Node::Items(_) | Node::Numbers(..) => {}
                    Node::Enum(_) => all.enums.push((strip(of).clone(), optional)),
                }
            }
            FlatOf::Variant { of, .. } => all.enums.push((strip(of).clone(), flat.optional)),
            FlatOf::Rest { of, .. } => all.rest.push(of.clone()),
        }
    }
    all
}

fn strip(shape: &Shape) -> &Shape {
    match shape {
        Shape::Option(of) => of,
        shape => shape,
    }
}
