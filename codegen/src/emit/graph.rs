//! Which definition uses which, and where that goes round in circles.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use crate::model::{Definition, Shape, Side};

/// The definitions by name.
pub(super) struct Graph<'a> {
    pub(super) definitions: &'a [Definition],
    index: FxHashMap<(&'a [String], &'a str, Side), usize>,
}

impl<'a> Graph<'a> {
    pub(super) fn of(definitions: &'a [Definition]) -> Self {
        let index = definitions
            .iter()
            .enumerate()
            .map(|(index, definition)| {
                (
                    (
                        definition.file.as_slice(),
                        definition.name.as_str(),
                        definition.side,
                    ),
                    index,
                )
            })
            .collect();
        Self { definitions, index }
    }

    /// The place of a definition in [`Self::definitions`].
    pub(super) fn find(&self, file: &[String], name: &str, side: Side) -> Option<usize> {
        self.index.get(&(file, name, side)).copied()
    }

    /// The place of what a [`Shape::Ref`] refers to; of no other shape.
    pub(super) fn find_ref(&self, shape: &Shape) -> Option<usize> {
        match shape {
            Shape::Ref {
                file, name, side, ..
            } => self.find(file, name, *side),
            _ => None,
        }
    }

    /// What a definition uses, type arguments included.
    pub(super) fn uses(&self, definition: &Definition) -> Vec<usize> {
        let mut used = Vec::new();
        for shape in definition.shape.parts() {
            self.collect(shape, &mut used);
        }
        used
    }

    fn collect(&self, shape: &Shape, used: &mut Vec<usize>) {
        if let Shape::Ref {
            file, name, side, ..
        } = shape
        {
            used.extend(self.find(file, name, *side));
        }
        shape.each_child(|inner| self.collect(inner, used));
    }

    /// The output files in order, each with its definitions in the order of the source.
    pub(super) fn files(&self) -> BTreeMap<&'a [String], Vec<usize>> {
        let mut files: BTreeMap<&[String], Vec<usize>> = BTreeMap::new();
        let mut from = 0;
        // Those of a file stand together, so that it is looked up but once.
        for together in self.definitions.chunk_by(|a, b| a.file == b.file) {
            let to = from + together.len();
            files.entry(&together[0].file).or_default().extend(from..to);
            from = to;
        }
        files
    }
}

/// The strongly connected components of a graph.
pub(super) struct Components {
    /// The component of each node: nodes of one component reach each other.
    pub(super) of: Vec<usize>,
    /// Whether a node reaches itself.
    pub(super) cyclic: Vec<bool>,
}

/// Kosaraju's algorithm, with its stacks on the heap: a chain of types may be long.
pub(super) fn components(edges: &[Vec<usize>]) -> Components {
    let mut reverse = vec![Vec::new(); edges.len()];
    for (from, targets) in edges.iter().enumerate() {
        for &to in targets {
            reverse[to].push(from);
        }
    }
    let mut seen = vec![false; edges.len()];
    let mut finished = Vec::with_capacity(edges.len());
    for node in 0..edges.len() {
        post_order(edges, node, &mut seen, &mut finished);
    }
    let mut of = vec![usize::MAX; edges.len()];
    let mut sizes = Vec::new();
    let mut seen = vec![false; edges.len()];
    let mut members = Vec::new();
    for &node in finished.iter().rev() {
        members.clear();
        post_order(&reverse, node, &mut seen, &mut members);
        if !members.is_empty() {
            for &member in &members {
                of[member] = sizes.len();
            }
            sizes.push(members.len());
        }
    }
    let cyclic = (0..edges.len())
        .map(|node| sizes[of[node]] > 1 || edges[node].contains(&node))
        .collect();
    Components { of, cyclic }
}

/// Appends what is reached from `node` and was not seen before, each after what it leads to.
fn post_order(edges: &[Vec<usize>], node: usize, seen: &mut [bool], order: &mut Vec<usize>) {
    if std::mem::replace(&mut seen[node], true) {
        return;
    }
    if edges[node].is_empty() {
        order.push(node);
        return;
    }
    let mut stack = vec![(node, 0)];
    while let Some((node, next)) = stack.pop() {
        match edges[node].get(next) {
            None => order.push(node),
            Some(&to) => {
                stack.push((node, next + 1));
                if !std::mem::replace(&mut seen[to], true) {
                    stack.push((to, 0));
                }
            }
        }
    }
}
