//! Requests as values: what each asks and how its answer is read.

use super::scope::Scope;
use super::writer::{Key, Name, Place, Writer};

/// The request that a value of a definition is.
pub(super) fn ask(w: &mut Writer, scope: &Scope, name: &str, answer: usize) {
    let (definition, names) = (scope.definition, scope.names);
    let Some(route) = &definition.route else {
        return;
    };
    w.docs(&definition.docs, definition.deprecated.as_deref());
    let answers = scope.module.type_name(answer);
    ask_head(w, name, Name::Here(names.ty()), answers);
    let function = if route.is_query {
        "Client.get"
    } else {
        "Client.post"
    };
    w.text(" value =").tab(|w| {
        w.hard_line();
        w.keyed(Place::Alone, function, Key::Text(&route.path), |w| {
            w.line().broken(|w| {
                w.enclosed(["{", "}"], 0..3, |w, field| match field {
                    0 => _ = w.text("input = ").text(names.encoder()).text(" value"),
                    1 => match names.validate() {
                        Some(validate) => _ = w.text("errors = ").text(validate).text(" value"),
                        None => _ = w.text("errors = []"),
                    },
                    _ => {
                        w.text("decoder = ");
                        w.name(scope.module.decoder_name(answer));
                    }
                });
            });
        });
    });
}

/// The signature of such a function, and its name.
pub(super) fn ask_head(w: &mut Writer, name: &str, ty: Name, answer: Name) {
    w.text(name).text(" : ").name(ty).text(" -> ");
    w.known("Client.Request ").name(answer);
    w.hard_line().text(name);
}
