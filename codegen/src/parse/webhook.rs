//! The keys of `#[buildamp(..)]` on a webhook → [`Webhook`].

use heck::ToSnakeCase;
use proc_macro2::Span;

use crate::attr::{Entry, Value};
use crate::model::{Interface, Scheme, Secrets, Verify, Webhook};
use crate::place::Place;
use crate::report::{self, Notes};

/// The line that says all that a webhook needs, to paste.
const LINE: &str = "#[buildamp(verify = \"stripe\", secret = \"${STRIPE_SECRET}\")]";

/// Reads the keys of a webhook. What is missing is told, and `None` then.
pub(super) fn webhook(
    entries: &[Entry],
    (name, span): (&str, Span),
    place: &Place,
    notes: &mut Notes<'_>,
) -> Option<Webhook> {
    if place.interface == Interface::Immediate {
        notes.add(
            report::IMMEDIATE,
            span,
            format!("`{name}` is a webhook, and there is no store (`event_store = false`) that could tell whether it came before"),
            "take `event_store = false` out of buildamp.toml and give the application a store, or write `webhooks = false` \
             under `[generate.place]`",
        );
        return None;
    }
    let mut read = Keys::default();
    for entry in entries {
        if let Err(what) = read.take(entry) {
            let help = format!("write {}", entry.key.example);
            notes.add(report::WEBHOOK, entry.value_span, what, help);
        }
    }
    let given = |key: &str| entries.iter().any(|entry| entry.key.name == key);
    let help = format!(
        "write `{LINE}` above it, with the scheme or the function of its sender; a type that others use is `#[buildamp(plain)]`, or \
         lies outside of the folder"
    );
    let missing = match (given("verify"), given("secret")) {
        (true, true) => {
            return Some(Webhook {
                name: read.name.unwrap_or_else(|| of_place(place, name)),
                verify: read.verify?,
                secrets: read.secrets?,
                max_body: read.max_body,
            });
        }
        (false, false) => "who sends it",
        (false, true) => "how its sender signs (`verify`)",
        (true, false) => "what its sender signs with (`secret`)",
    };
    notes.add(
        report::WEBHOOK,
        span,
        format!("the webhook `{name}` does not say {missing}"),
        help,
    );
    None
}

/// The last part of its URL, where it says none: the file's, `webhooks/stripe.rs` → `stripe`; of a type that lies in the folder's
/// own file or elsewhere, the type's.
fn of_place(place: &Place, name: &str) -> String {
    match &place.namespace[..] {
        [] => name.to_snake_case(),
        path => path.join("."),
    }
}

#[derive(Default)]
struct Keys {
    name: Option<String>,
    verify: Option<Verify>,
    secrets: Option<Secrets>,
    max_body: Option<u32>,
}

impl Keys {
    /// Takes what a key says; says what is wrong with it otherwise.
    fn take(&mut self, entry: &Entry) -> Result<(), String> {
        match (entry.key.name, &entry.value) {
            ("path", Value::Text(name)) if is_segment(name) => self.name = Some(name.clone()),
            ("path", _) => {
                return Err("`path` is the last part of the webhook's URL: letters, digits, `_`, `-` and `.`, as in \"stripe\"".to_owned());
            }
            ("verify", Value::Text(name)) => self.verify = Some(Verify::Scheme(scheme(name)?)),
            ("verify", Value::Path(path)) => self.verify = Some(Verify::With(path.clone())),
            ("verify", _) => {
                return Err(
                    "`verify` is the name of a scheme, or the path of a function without quotes"
                        .to_owned(),
                );
            }
            ("secret", Value::Text(text)) => {
                self.secrets = Some(variables(std::slice::from_ref(text))?);
            }
            ("secret", Value::Texts(texts)) => self.secrets = Some(variables(texts)?),
            ("secret", Value::Path(path)) => self.secrets = Some(Secrets::OfTenant(path.clone())),
            ("secret", _) => {
                return Err("`secret` is a text with a `${VARIABLE}` in it, a list of such texts, or the path of a function without quotes".to_owned());
            }
            ("max_body", Value::Number(bytes)) => {
                let bytes = u32::try_from(*bytes).ok().filter(|bytes| *bytes > 0);
                self.max_body = Some(bytes.ok_or_else(max_body)?);
            }
            ("max_body", _) => return Err(max_body()),
            _ => {}
        }
        Ok(())
    }
}

fn max_body() -> String {
    "`max_body` is a number of bytes from 1 to 4294967295".to_owned()
}

fn scheme(name: &str) -> Result<Scheme, String> {
    let names = Scheme::NAMED.map(|(name, _)| name);
    let found = Scheme::NAMED.iter().find(|(known, _)| *known == name);
    found.map(|(_, scheme)| *scheme).ok_or_else(|| {
        let meant = match report::nearest(name, names) {
            Some(meant) => format!("did you mean \"{meant}\"?"),
            None => format!(
                "it is \"{}\", or the path of a function",
                names.join("\", \"")
            ),
        };
        format!("`verify` knows no scheme \"{name}\": {meant}")
    })
}

/// A secret is never written down where everybody reads it.
fn variables(texts: &[String]) -> Result<Secrets, String> {
    let names_variable = |text: &String| {
        text.split_once("${")
            .and_then(|(_, rest)| rest.split_once('}'))
            .is_some_and(|(inside, _)| !inside.is_empty() && !inside.starts_with(":-"))
    };
    if texts.is_empty() {
        return Err("`secret` lists no secret, so that nothing could be accepted".to_owned());
    }
    // What stands there may be the secret itself, and is not repeated.
    if texts.iter().all(names_variable) {
        Ok(Secrets::Variables(texts.to_vec()))
    } else {
        Err(
            "this secret names no variable, and a secret does not belong into the source"
                .to_owned(),
        )
    }
}

/// Whether a text can stand as a segment of a URL's path as it is, which the runtime asks, too.
fn is_segment(name: &str) -> bool {
    let is_sound = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.');
    !name.is_empty() && !name.starts_with('.') && name.bytes().all(is_sound)
}

/// Whether a key is one of a webhook's own.
pub(super) fn is_key(key: &str) -> bool {
    matches!(key, "path" | "verify" | "secret" | "max_body")
}
