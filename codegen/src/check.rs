//! Rules that need the whole model: who sees what, names that are taken, handlers. Rules about one item live in
//! [`crate::parse`].

mod access;
mod alike;
mod answering;
mod closed;
mod consumers;
mod endpoints;
mod events;
mod features;
mod glob;
mod handlers;
mod limits;
mod mode;
mod names;
mod plain;
mod secret_results;
mod secrets;
mod signature;
mod templates;

pub use self::access::{complete, reachable};
pub use self::alike::alike;
pub use self::answering::unanswered;
pub use self::closed::closed;
pub use self::endpoints::{answer, endpoints};
pub use self::events::unhandled;
pub use self::features::features;
pub use self::handlers::{Handlers, handlers};
pub use self::names::{not_built, unique};
pub use self::plain::{on_the_wire, stated};
pub use self::secret_results::SecretResults;
pub use self::secrets::secrets;
pub use self::templates::{coalesced, templates};

use crate::model::{Interface, Model, On};
use crate::parse::Parsed;
use crate::scan::{ModuleId, Role, Tree};

/// An item and the module that holds it.
#[derive(Debug, Clone)]
pub struct Placed {
    /// The module.
    pub module: ModuleId,
    /// Its place among the module's items.
    pub index: usize,
    /// The item.
    pub parsed: Box<Parsed>,
    /// Whether generated code cannot even name it.
    pub hidden: bool,
    /// Whether only its own code knows its JSON, which was told: what its fields have does not matter.
    pub by_hand: bool,
}

/// Every item below the models' roots, in the order of files and lines.
#[must_use]
pub fn items(tree: &Tree) -> Vec<Placed> {
    let mut modules = tree.modules();
    // Nothing much is left to be sorted then, and items are large.
    modules.sort_by(|(_, a), (_, b)| a.file.cmp(&b.file));
    // Items are large, and there may be many: a list that grows step by step would be copied again and again.
    let mut placed = Vec::with_capacity(modules.iter().map(|(_, it)| it.items.len()).sum());
    for (module, it) in modules {
        if let Role::Models(_) = it.role {
            let items = tree.take_items(module).into_iter().enumerate();
            placed.extend(items.map(|(index, parsed)| Placed {
                module,
                index,
                parsed,
                hidden: false,
                by_hand: false,
            }));
        }
    }
    // Sorting copies them even where there is nothing to be done, and there nearly always is nothing.
    if !placed.is_sorted_by(|a, b| a.parsed.item.at <= b.parsed.item.at) {
        placed.sort_by(|a, b| a.parsed.item.at.cmp(&b.parsed.item.at));
    }
    name_abroad(tree, &mut placed);
    placed
}

/// Says of each item of another package how this one names it. The handlers' files may take a better path than the one
/// of its modules, so it is asked again once they were read.
pub fn name_abroad(tree: &Tree, items: &mut [Placed]) {
    for Placed { module, parsed, .. } in items {
        parsed.item.foreign = tree.path_abroad(*module, &parsed.item.ident);
    }
}

/// The model without the items that are no use to an emitter: those that generated code cannot name, those that
/// borrow, and events with parameters. Each was told of. What refers to items by number is numbered anew.
#[must_use]
pub fn model(
    items: Vec<Placed>,
    handlers: Handlers,
    has_handlers: bool,
    (interface, package): (Interface, String),
) -> Model {
    let fits = |Placed { parsed, hidden, .. }: &Placed| {
        !hidden
            && (!parsed.item.kind.is_durable()
                || parsed.item.generics.is_empty() && parsed.item.lifetimes.is_empty())
    };
    let mut numbers = Vec::with_capacity(items.len());
    let mut kept = Vec::with_capacity(items.len());
    for placed in items {
        let fits = fits(&placed);
        numbers.push(fits.then_some(kept.len()));
        if fits {
            kept.push(placed.parsed.item);
        }
    }
    let Handlers {
        found: mut handlers,
        mut endpoints,
        ..
    } = handlers;
    endpoints.retain_mut(|endpoint| {
        let new = numbers.get(endpoint.request).copied().flatten();
        new.inspect(|new| endpoint.request = *new).is_some()
    });
    handlers.retain_mut(|handler| match handler.on {
        On::Glob(_) => true,
        On::Event(old) => {
            let new = numbers.get(old).copied().flatten();
            new.inspect(|new| handler.on = On::Event(*new)).is_some()
        }
    });
    Model {
        items: kept,
        handlers,
        endpoints,
        has_handlers,
        interface,
        package,
    }
}
