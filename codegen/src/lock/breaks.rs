//! Old lock against new: what breaks whom.

use std::collections::{BTreeMap, BTreeSet};

use ecow::EcoString;
use rustc_hash::{FxHashMap, FxHashSet};

use super::fits::{Misfit, Reader, Spot, Why, misfits};
use super::{Event, Lock, Name, Type};
use crate::model::{Shape, Side};

/// Something that others rely on and that is no more.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Break {
    /// What one side writes the other cannot read.
    Shape {
        whom: Whom,
        /// Where the new models have it.
        at: Spot,
        why: Why,
        /// The events, messages or types through which they meet it.
        through: BTreeSet<String>,
    },
    /// An event that no model has any more, and the one that seems to be it now.
    EventGone { event: String, now: Option<Name> },
    /// An event whose version fell.
    VersionFell { event: String, from: u32, to: u32 },
    /// An event whose older versions went through an upcaster, which it has no longer.
    UpcasterGone { event: String },
    /// A message that has another name now.
    MessageRenamed { message: String, now: Name },
    /// A consumer that no handler is any more, and the one that seems to be it now.
    ConsumerGone {
        consumer: String,
        now: Option<String>,
    },
    /// A consumer that no longer listens to all that it did.
    ConsumerNarrowed {
        consumer: String,
        from: String,
        to: String,
    },
}

/// Who cannot read, or cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Whom {
    /// Events that are stored, which the new code reads.
    Stored,
    /// What is kept of sessions, which the new code reads.
    Sessions,
    /// Pages that are open, which read the messages of the new code.
    Pages,
    /// Pages that are open, as far as they send a type of no certain use.
    Senders,
    /// Pages that are open, as far as they are sent a type of no certain use.
    Receivers,
}

/// All that the new models break.
pub(super) fn between(old: &Lock, new: &Lock) -> Vec<Break> {
    let mut breaks = Vec::new();
    let mut shapes = Shapes::default();
    let touched = touched(old, new);
    let is_touched = |of: &Name, now: &Name| of != now || touched.contains(&of.parts());
    for (name, event) in &old.events {
        match new.events.get(name) {
            Some(now) if event == now && !is_touched(&event.of, &now.of) => {}
            Some(now) => of_event(name, (old, event), (new, now), &mut breaks, &mut shapes),
            None => breaks.push(Break::EventGone {
                event: name.clone(),
                now: successor(
                    (old, &event.of),
                    new,
                    fresh(&new.events, &old.events).map(|it| &it.of),
                ),
            }),
        }
    }
    for (name, of) in &old.messages {
        if let Some(now) = new.messages.get(name) {
            if !is_touched(of, now) {
                continue;
            }
            let found = misfits((new, &written(now)), (old, &written(of)), Reader::Client);
            shapes.add(Whom::Pages, name, found.into_iter().map(by_writer));
        } else if let Some(now) = successor((old, of), new, fresh(&new.messages, &old.messages)) {
            let message = name.clone();
            breaks.push(Break::MessageRenamed { message, now });
        }
    }
    for of in &old.sessions {
        if new.sessions.contains(of) && touched.contains(&of.parts()) {
            stored((old, of), (new, of), Whom::Sessions, &of.name, &mut shapes);
        }
    }
    consumers(old, new, &mut breaks);
    plain(old, new, &touched, &mut shapes);
    breaks.extend(shapes.into_breaks());
    breaks
}

fn of_event(
    name: &str,
    (old, event): (&Lock, &Event),
    (new, now): (&Lock, &Event),
    breaks: &mut Vec<Break>,
    shapes: &mut Shapes,
) {
    if now.version < event.version {
        breaks.push(Break::VersionFell {
            event: name.to_owned(),
            from: event.version,
            to: now.version,
        });
        return;
    }
    if event.upcast && !now.upcast {
        breaks.push(Break::UpcasterGone {
            event: name.to_owned(),
        });
    }
    if now.version > event.version && now.upcast {
        // What is stored goes through the upcaster, which is the application's to get right.
        return;
    }
    stored((old, &event.of), (new, &now.of), Whom::Stored, name, shapes);
}

/// What the old code stored and the new code reads, without what the old code could not read either.
fn stored(
    (old, of): (&Lock, &Name),
    (new, now): (&Lock, &Name),
    whom: Whom,
    through: &str,
    shapes: &mut Shapes,
) {
    let before = misfits((old, &written(of)), (old, &accepted(of)), Reader::Serde);
    let known: BTreeSet<(Spot, Why)> = before
        .into_iter()
        .map(|misfit| (misfit.written, misfit.why))
        .collect();
    let found = misfits((old, &written(of)), (new, &accepted(now)), Reader::Serde);
    let found = found
        .into_iter()
        .filter(|it| !known.contains(&(it.written.clone(), it.why.clone())));
    shapes.add(whom, through, found.map(by_reader));
}

/// Types that no event, message or session leads to: the application sends them or is sent them on ways of its own.
fn plain(old: &Lock, new: &Lock, touched: &FxHashSet<(&[String], &str)>, shapes: &mut Shapes) {
    let reached = reached(old);
    for (name, of) in &old.types {
        let Some(now) = new.types.get(name) else {
            continue;
        };
        if reached.contains(&name.parts()) || !touched.contains(&name.parts()) {
            continue;
        }
        let open = |side, params: &[EcoString]| {
            let args = params.iter().cloned().map(Shape::Param);
            reference(name, side, args.collect())
        };
        let (before, after) = (
            open(Side::Accepted, &of.params),
            open(Side::Accepted, &now.params),
        );
        let found = misfits((old, &before), (new, &after), Reader::Serde);
        shapes.add(Whom::Senders, &name.name, found.into_iter().map(by_reader));
        let (before, after) = (open(Side::Both, &of.params), open(Side::Both, &now.params));
        let found = misfits((new, &after), (old, &before), Reader::Client);
        shapes.add(
            Whom::Receivers,
            &name.name,
            found.into_iter().map(by_writer),
        );
    }
}

/// Every type that an event, a message or a session leads to, and they themselves.
fn reached(lock: &Lock) -> FxHashSet<(&[String], &str)> {
    let events = lock.events.values().map(|event| &event.of);
    let durable = events.chain(lock.messages.values()).chain(&lock.sessions);
    let mut open: Vec<(&[String], &str)> = durable.map(Name::parts).collect();
    let mut reached = FxHashSet::default();
    while let Some((file, name)) = open.pop() {
        if reached.insert((file, name)) {
            let name = Name {
                file: file.to_vec().into(),
                name: name.into(),
            };
            for of in [lock.types.get(&name), lock.inputs.get(&name)]
                .into_iter()
                .flatten()
            {
                for part in of.shape.parts() {
                    names(part, &mut open);
                }
            }
        }
    }
    reached
}

/// The types that are not what they were, and all that lead to such a one. Nothing can be said against the others, and they
/// are nearly all of them.
fn touched<'a>(old: &'a Lock, new: &'a Lock) -> FxHashSet<(&'a [String], &'a str)> {
    let mut users: FxHashMap<(&[String], &str), Vec<&Name>> = FxHashMap::default();
    let mut next: Vec<(&[String], &str)> = Vec::new();
    for (old, new) in [(&old.types, &new.types), (&old.inputs, &new.inputs)] {
        let mut use_all = |user: &'a Name, of: &'a Type| {
            let mut used = Vec::new();
            of.shape
                .parts()
                .into_iter()
                .for_each(|part| names(part, &mut used));
            for name in used {
                users.entry(name).or_default().push(user);
            }
        };
        for (name, of) in new {
            use_all(name, of);
            if old.get(name) != Some(of) {
                next.push(name.parts());
            }
        }
        for (name, of) in old {
            if new.get(name) != Some(of) {
                use_all(name, of);
                next.push(name.parts());
            }
        }
    }
    let mut touched = FxHashSet::default();
    while let Some(name) = next.pop() {
        if touched.insert(name) {
            let users = users.get(&name).into_iter().flatten();
            next.extend(users.map(|user| user.parts()));
        }
    }
    touched
}

fn names<'a>(shape: &'a Shape, found: &mut Vec<(&'a [String], &'a str)>) {
    if let Shape::Ref { file, name, .. } = shape {
        found.push((file, name));
    }
    shape.each_child(|child| names(child, found));
}

fn consumers(old: &Lock, new: &Lock, breaks: &mut Vec<Break>) {
    for (name, on) in &old.consumers {
        // An event that is gone takes its consumers with it, and is told of itself.
        if old.events.contains_key(on) && !new.events.contains_key(on) {
            continue;
        }
        let consumer = name.clone();
        match new.consumers.get(name) {
            None => {
                let mut fresh = new.consumers.iter();
                let now =
                    fresh.find(|(name, now)| *now == on && !old.consumers.contains_key(*name));
                breaks.push(Break::ConsumerGone {
                    consumer,
                    now: now.map(|(name, _)| name.clone()),
                });
            }
            Some(now) if !covers(now, on) => breaks.push(Break::ConsumerNarrowed {
                consumer,
                from: on.clone(),
                to: now.clone(),
            }),
            Some(_) => {}
        }
    }
}

/// Whether a subscription has all that another one had.
fn covers(now: &str, was: &str) -> bool {
    if now == "*" {
        return true;
    }
    let mut was = was.split('.');
    for segment in now.split('.') {
        match (segment, was.next()) {
            ("**", Some(_)) => return true,
            ("*", Some(segment)) if segment != "**" => {}
            (segment, Some(other)) if segment == other => {}
            _ => return false,
        }
    }
    was.next().is_none()
}

/// What stands under names that are new.
fn fresh<'a, T>(
    new: &'a BTreeMap<String, T>,
    old: &'a BTreeMap<String, T>,
) -> impl Iterator<Item = &'a T> {
    let fresh = new.iter().filter(|(name, _)| !old.contains_key(*name));
    fresh.map(|(_, of)| of)
}

/// Among what is new, what the old one seems to have become: the same type under another name, else a type of the same
/// name elsewhere, else the only one of the same shape.
fn successor<'a>(
    (old, of): (&Lock, &Name),
    new: &Lock,
    fresh: impl Iterator<Item = &'a Name>,
) -> Option<Name> {
    let fresh: Vec<&Name> = fresh.collect();
    let same = fresh.iter().find(|it| **it == of);
    let moved = || fresh.iter().find(|it| it.name == of.name);
    let alike = || {
        let mut alike = fresh
            .iter()
            .filter(|it| !old.types.contains_key(it) && new.types.get(it) == old.types.get(of));
        alike.next().filter(|_| alike.next().is_none())
    };
    let found = same.or_else(moved).or_else(alike);
    found.map(|it| (*it).clone())
}

fn written(of: &Name) -> Shape {
    reference(of, Side::Both, Vec::new())
}

fn accepted(of: &Name) -> Shape {
    reference(of, Side::Accepted, Vec::new())
}

fn reference(of: &Name, side: Side, args: Vec<Shape>) -> Shape {
    Shape::Ref {
        file: of.file.clone(),
        name: of.name.clone(),
        side,
        args: args.into(),
    }
}

fn by_reader(misfit: Misfit) -> (Spot, Why) {
    (misfit.read, misfit.why)
}

fn by_writer(misfit: Misfit) -> (Spot, Why) {
    (misfit.written, misfit.why)
}

/// What does not fit, told once for all that lead there.
#[derive(Default)]
struct Shapes {
    found: BTreeMap<(Spot, Whom, Why), BTreeSet<String>>,
}

impl Shapes {
    fn add(&mut self, whom: Whom, through: &str, found: impl Iterator<Item = (Spot, Why)>) {
        for (at, why) in found {
            let through_all = self.found.entry((at, whom, why)).or_default();
            through_all.insert(through.to_owned());
        }
    }

    fn into_breaks(self) -> impl Iterator<Item = Break> {
        let found = self.found.into_iter();
        found.map(|((at, whom, why), through)| Break::Shape {
            whom,
            at,
            why,
            through,
        })
    }
}
