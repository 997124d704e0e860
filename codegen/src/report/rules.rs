//! The table of rules: their codes, how much they weigh, and what `buildamp explain` says of them.

use super::{Code, Severity};

/// A rule that the models and handlers keep.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// Its number.
    pub code: Code,
    /// What a breach of it stops.
    pub severity: Severity,
    /// The rule in half a sentence.
    pub title: &'static str,
    /// What `buildamp explain` prints.
    pub explanation: &'static str,
}

/// The rule behind a code, as `BA0007` or `7`.
#[must_use]
pub fn rule(code: &str) -> Option<&'static Rule> {
    let digits = code.trim().trim_start_matches(['B', 'A', 'b', 'a']);
    let number: u16 = digits.parse().ok()?;
    RULES.iter().find(|rule| rule.code.0 == number)
}

impl Code {
    /// What a breach of the rule stops.
    #[must_use]
    pub fn severity(self) -> Severity {
        let rule = RULES.iter().find(|rule| rule.code == self);
        rule.map_or(Severity::Error, |rule| rule.severity)
    }
}

/// Declares each code and its row of [`RULES`] in one place, so that neither can be without the other. A rule is an
/// error unless `Warning` stands behind its number.
macro_rules! rules {
    ($($name:ident = $number:literal $($severity:ident)?, $title:literal, $explanation:literal;)*) => {
        $(
            #[doc = $title]
            pub const $name: Code = Code($number);
        )*

        /// Every rule, in the order of its number.
        pub const RULES: &[Rule] = &[
            $(Rule {
                code: $name,
                severity: severity!($($severity)?),
                title: $title,
                explanation: $explanation,
            },)*
        ];
    };
}

macro_rules! severity {
    () => {
        Severity::Error
    };
    ($severity:ident) => {
        Severity::$severity
    };
}

rules! {
    SYNTAX = 1, "a file does not parse",
        "The file is not valid Rust, so nothing in it was read. Other files were read all the same. Fix the syntax \
         error at the place shown; rustc reports it too.";
    UNREACHED = 2, "a file that no `mod` line reaches",
        "Rust compiles a file only when a `mod` line leads to it. A file below the models or handlers that nothing \
         leads to is dead text: its types would silently be missing. Paste the line shown into the file shown, or \
         delete the file.";
    UNREADABLE = 3, "a file or folder that cannot be read",
        "The file is not UTF-8, the folder cannot be listed, or a symbolic link leads back to itself. What it holds \
         was left out.";
    MISSING_FILE = 4, "a `mod` line without its file",
        "`mod name;` looks for `name.rs` or `name/mod.rs` beside the file (or for what `#[path]` says), and neither \
         exists. Create the file, or remove the line.";
    CONFIG = 5, "the `[generate]` section of buildamp.toml",
        "`[generate]` takes `models`, `handlers`, `out`, `targets`, `features`, `int64`, `event_store` and the tables `place`, `types` and `ts` (`package`, `import_suffix`). It is read at \
         build time, so it takes no `${VAR}`. An unknown key is an error, because a misspelt one would be ignored in \
         silence.";
    NOT_BUILT = 6, "a folder whose kind this version does not generate yet",
        "The folder's name is reserved by the location convention, and this version has no generator for it. Rename the \
         folder, or switch the name off in buildamp.toml: its types are then plain.\n\n    [generate.place]\n    db = false";
    UNSUPPORTED_TYPE = 7, "a type that has no form on the wire",
        "Every field crosses the wire as JSON, and for this type there is no form that is the same everywhere, or none \
         is known. Accepted are bool, char, integers and their NonZero, floats, text, paths, Option, Result, the \
         collections and pointers of the standard library, ranges, Duration, SystemTime, addresses, arrays up to 32, \
         tuples up to 16, maps with keys that are text, integers, bool or enums without fields; types of uuid, chrono, \
         jiff, url, bytes, rust_decimal, serde_json, indexmap, smallvec and semver; and structs and enums below the \
         models folder. For any other, say which Rust type has the same JSON:\n\n    [generate.types]\n    \
         \"money::Money\" = \"String\"\n\nor, at one field, `#[buildamp(shape = \"String\")]`.";
    UNKNOWN_TYPE = 8, "a name that leads to no type",
        "The name was looked up as rustc would: generic parameters, the module, its `use` lines, globs, the prelude. \
         Nothing was found. A type that a macro writes cannot be seen, because macros are not expanded: write it out.";
    OUTSIDE_MODELS = 9, "a type that is defined outside the models folder",
        "A model may only use types whose definition is below the models folder, because the other languages need that \
         definition too. Move the type there, and re-export it where it was.";
    PRIVATE_TYPE = 10, "a private type that needs an impl",
        "The impls are written outside your file, into a module of the same crate, so they can only name types that \
         the crate sees. Write `pub` or `pub(crate)`, or derive everything yourself.";
    PRIVATE_FIELD = 11, "a private field of a type that needs an impl",
        "Debug, Clone, Serialize and Deserialize are written outside your file and have to reach every field. Write \
         `pub` or `pub(crate)`, or derive those traits yourself.";
    PRIVATE_MODULE = 12, "a private `mod` on the way to a type or handler",
        "The generated code names your types and handlers by their module path from the crate's root, so each `mod` \
         on the way has to be visible there. Write `pub mod` or `pub(crate) mod`.";
    CFG = 13, "a `cfg` inside a model",
        "Generated Rust code is the same for every feature and target, so a model of a crate that uses BuildAmp cannot \
         change with them. Take the attribute away, or move what depends on it out of the models folder. What does not \
         touch the JSON may stand behind `cfg_attr`, and so may serde's derives of a plain type, together with all of its \
         `#[serde(..)]` under the same condition.\n\n\
         In a crate with nothing of ours only the front end's files are written, for the build with the crate's default \
         features and those that buildamp.toml adds:\n\n    [generate]\n    features = [\"full\"]\n\n\
         There, what is under `test` or under a feature that is off is left out, and the rest is taken as if it stood \
         there alone. Only a condition that no feature decides, such as `unix`, is a mistake where the JSON hangs on it.";
    BUILDAMP_ATTRIBUTE = 14, "a `#[buildamp(..)]` that says nothing known",
        "On events and messages: `type = \"email.welcome\"`. On events: `log_only`, `progress`, `version = 2`, \
         `upcast = from_v1`, `priority = \"high\"`, `max_attempts = 3`, `retry(base = \"2s\", cap = \"1h\")` \
         (or `retry(every = \"30s\")`, or `retry(with = path::to::function)`), `timeout = \"30s\"`, \
         `keep = \"30d\"` (or \"forever\"), `subject = \"user/{email}\"`, `partition_key = \"account/{number}\"`. On \
         messages to the browser: `overflow = \"drop_oldest\"` (or \"disconnect\"), `coalesce = \"document/{id}\"`. On webhooks, besides what \
         events have: `path = \"stripe\"`, `verify = \"stripe\"`, `secret = \"${STRIPE_SECRET}\"`, `max_body = 26_214_400`. On calls of services, besides what \
         events have: `target(url = \"https://…/{id}\", method = \"POST\", auth = \"Bearer ${API_KEY}\")`, `response = Ack`, \
         `on_success = MailSent`, `on_failure = MailLost`. On any \
         type: `plain`. On fields: `secret`, which shows the value to nobody. On types, fields and variants: `shape = \"String\"`, the Rust type whose JSON stands there. On \
         handlers: `consumer = \"audit\"`, `on = \"order.**\"`, `concurrency = 20`, `concurrency_per_key = 2`, \
         `rate = \"100/1m\"`, `rate_per_key = \"1/1s\"`, `in_order`, `batch(max = 100, wait = \"50ms\")`, \
         `mode = \"inline\"` and `required` beside it, `mode = \"ephemeral\"` and `coalesce(key = \"document/{id}\", \
         window = \"1s\")` beside it.";
    SERDE_ATTRIBUTE = 15, "an attribute of serde's that cannot be honoured",
        "All of serde's attributes are honoured in every language, and those of serde_with and serde_repr that say what \
         they write. One that is misspelt, that stands where serde does not take it, or whose JSON cannot be known is \
         refused, because the other languages would not follow it. What only your own code knows is stated: \
         `#[buildamp(shape = \"String\")]` on the field names a Rust type that has the same JSON, and so does a line for \
         the function or module under `[generate.types]` in buildamp.toml, by its path.";
    SERDE_WITHOUT_DERIVE = 16, "`#[serde(..)]` without serde's derives",
        "rustc accepts `#[serde(..)]` only beside a derive of serde's, so a type that carries one derives serde's traits \
         itself: an event or a message both of them, since it is stored and read again.";
    SERDE_BY_HAND = 17, "a hand-written Serialize or Deserialize",
        "What a hand-written impl writes cannot be read from the source, so no guard or decoder can be written for it. \
         Derive both traits, or name a Rust type that has the same JSON: `#[buildamp(shape = \"String\")]` above the type, \
         or `\"my_crate::models::Money\" = \"String\"` under `[generate.types]` in buildamp.toml.";
    GENERICS = 18, "generics that cannot be carried over",
        "Events and messages are not generic, because one durable name stands for one shape, and they own their data, \
         because they are stored and read later. Plain types take lifetimes, type and const parameters, with bounds by \
         full path or from the prelude.";
    NO_SHAPE = 19, "a type without a value to write",
        "A union has no form that serde writes, and an enum without variants has no value.";
    DUPLICATE_KEY = 20, "two fields or variants with one name on the wire",
        "After `rename` and `rename_all` two fields or variants have the same JSON name, so one would hide the other.";
    DUPLICATE_TYPE_NAME = 21, "two events or messages with one durable name",
        "The durable name is what the database stores and what subscribers see, so it stands for one type. It comes from \
         the file's path and the type's name; `#[buildamp(type = \"…\")]` sets another.";
    DUPLICATE_OUTPUT = 22, "two types that land in one place",
        "A Rust file becomes one TypeScript and one Elm file, in which each name can stand once; inline modules land in \
         their file's output, and `buildamp` is the name of the prelude.";
    UNHANDLED = 23, "an event that nobody handles",
        "An event without a handler would be stored and never acted upon. Write the handler, or `#[buildamp(log_only)]` \
         when recording it is the point.";
    UNHANDLED_FIELD = 24, "a type in `events/` that is only part of an event",
        "Every type in `events/` is an event of its own. One that others hold as a field is usually data only: move it \
         out of the folder, or write `#[buildamp(plain)]` on it.";
    HANDLER_SIGNATURE = 25, "a handler with another signature",
        "A handler is `pub async fn`, takes the event by value or a `Vec` of it, then optionally `&Cx`, then optionally `&mut Tx<'_>`, and \
         returns `Result<(), E>`, `Result<Settle, E>`, or `Result<T, E>` with a `T: Serialize`, which is kept as its result. A \
         helper that happens to take an event is `pub(crate)` or private.";
    SECOND_CONSUMER = 26, "a second consumer that has no name",
        "One event may have several consumers, each with its own deliveries. All but one say \
         `#[buildamp(consumer = \"…\")]`, so that a helper never becomes a consumer by accident.";
    DUPLICATE_CONSUMER = 27, "two consumers with one name",
        "The database keeps deliveries by the consumer's name, so each name stands for one handler. The name is the \
         handler's module path, or what `#[buildamp(consumer = \"…\")]` says.";
    HANDLER_CONTEXT = 28, "a context type that leads nowhere",
        "The registry of handlers names your application's state, and reads it from the handlers' `&Cx` argument. That \
         type has to be an alias of, or be, `buildamp::Context<State>`, reachable from the crate's root.";
    HANDLER_GLOB = 29, "a glob that can match nothing sensible",
        "`on` takes segments divided by dots: text, `*` for one segment, and `**` at the end for the rest; a lone `*` is \
         everything.";
    RESERVED_NAME = 30, "a durable name of the system's own",
        "Names that begin with `buildamp.` are those of the messages that BuildAmp itself sends, such as `buildamp.resync`, \
         and every client knows them; `Unknown` is what a client calls the messages that it does not know. A durable name \
         comes from the file's path and the type's name: rename the file or the folder, or set another name with \
         `#[buildamp(type = \"…\")]`.";
    WIDE_INTEGER = 31 Warning, "an integer that JavaScript cannot hold exactly",
        "JSON has numbers of any size, and JavaScript reads them as 64-bit floats: whole numbers beyond 2^53 come out \
         changed, silently. Where a field never gets that large, take it as it is: `generate` writes it into \
         schema.lock, and the warning is gone once that is committed. Else send it as text, \
         `#[serde(with = \"buildamp::int_string\")]`, or use a smaller type. For TypeScript `int64 = \"bigint\"` or \
         `\"string\"` under `[generate]` in buildamp.toml does without a change of the JSON: the generated `parseJson` \
         keeps all digits. Elm has no such type, so the warning stays where Elm is written. `#[buildamp(shape = \"i64\")]`, with the \
         field's own type, says in the source that it is meant.";
    LOCK = 32, "a schema.lock that cannot be read",
        "schema.lock holds the shapes and names that others rely on, one sorted line each. A line of it does not parse: \
         most often two branches were merged and the marks of the conflict are still there. Keep the lines of the branch \
         that is deployed and run `buildamp generate` again, which brings the rest up to date.";
    BREAKING = 33, "a change that breaks what others rely on",
        "Events that are stored, pages that are open in a browser, deliveries that wait: each was made for a shape or a \
         name that stood in schema.lock, and the models no longer keep it. Keep what was there (`#[serde(default)]` on a \
         new field, `#[serde(alias = \"old\")]` on a renamed one, `#[buildamp(type = \"old.name\")]`, \
         `#[buildamp(consumer = \"old\")]`); or, for an event, give it a new version and an upcaster:\n\n    \
         #[buildamp(version = 2, upcast = from_v1)]\n\nWhen nobody relies on it any more, or never did, \
         `buildamp generate --accept` takes the change and writes the lock anew. Until then \
         `generate` warns and the lock keeps what was there, so that `generate --check` fails.";
    UPCAST = 34, "an upcaster without older versions",
        "`#[buildamp(version = 2, upcast = from_v1)]` names a function that makes the data of an older version into that \
         of the current one. It is called once, with the version that is stored:\n\n    \
         fn from_v1(version: u32, data: serde_json::Value) -> Result<serde_json::Value, MyError>\n\n\
         It may also return the value alone. Its path is read where the attribute stands, so what is in scope there is \
         known. Versions begin with 1, so there is nothing to read before `version = 2`.";
    MAY_BREAK = 35 Warning, "a change that may break pages that are open",
        "No event, message or session leads to this type, so whoever sends it or is sent it does so on ways that cannot \
         be seen from here: a handler of the web framework, a file, another service. Its shape stood in schema.lock, and \
         with the new one a page that was loaded before may send what is not understood, or be sent what it does not \
         understand. It is told once, and written into schema.lock.";
    SERDE_REFUSED = 36, "an attribute that serde itself refuses",
        "serde's own derive does not take it: the key is misspelt, stands where it has no place, or has another value than \
         it needs. rustc says so too, wherever the derive runs; `buildamp generate` reads source text alone, so it says so \
         itself.";
    ALIKE = 37, "an integer that cannot be told from a text",
        "With `int64 = \"string\"` an integer of 64 bits is a text in TypeScript, and its type tells that it goes back to \
         Rust as a number. Of an enum without tags only the value itself tells which variant it is: where one variant has \
         such an integer and another a text at the same place, nothing does. With `int64 = \"bigint\"` the two differ; so \
         they do when the enum has a tag, `#[serde(tag = \"type\")]`, or the field is text on the wire too, \
         `#[serde(with = \"buildamp::int_string\")]`.";
    IMMEDIATE = 38, "what events without a store cannot do",
        "`event_store = false` under `[generate]` in buildamp.toml makes of the types under `events/` what is handed to the \
         handlers of the same process at once, or by a timer that is gone with it. Nothing is stored: so no handler has a \
         transaction or a step, none is tried again, and there are no limits, versions, priorities or retention. Handlers take \
         the event, then optionally `&Cx`, with\n\n    pub type Cx = buildamp::immediate::Context<AppState>;\n\nWhat has to \
         arrive needs a store: take `event_store = false` out, and use `buildamp::App` and `buildamp::Context`.";
    WEBHOOK = 39, "a webhook that cannot be received",
        "Each struct and enum under `webhooks/` is an event that another system sends, as `POST /webhooks/<name>`. It says how its \
         sender is known and what the sender signs with:\n\n    \
         #[buildamp(verify = \"stripe\", secret = \"${STRIPE_SECRET}\")]\n\n`verify` is \"standard\", \"stripe\", \"github\", \"slack\" or \
         \"shopify\", or the path of a function `fn(&buildamp::webhook::Request<'_>) -> Result<String, \
         buildamp::webhook::Rejection>` that gives the id of the message. `secret` names variables of the environment, more than \
         one while they are rotated, `secret = [\"${NEW}\", \"${OLD:-}\"]`; or it is the path of a function `async fn(tenant: &str, \
         cx: &buildamp::Context) -> Result<Vec<String>, E>`, and the URL is `/webhooks/<name>/<tenant>`. The name is the file's, or \
         `path = \"stripe\"`, and no two webhooks share it. `max_body = 26_214_400` is the longest body in bytes, 1 MiB where nothing \
         is said. What other types use is `#[buildamp(plain)]`, or lies outside of the folder.";
    ENDPOINT = 40, "a request that cannot be answered",
        "A struct below `api/` with `#[buildamp(path = \"SubmitComment\")]` is a request to `POST /api/SubmitComment`, or with \
         `query` to `GET`. It is called `XReq`, `XRes` beside it is what answers it, and one function below src/handlers \
         does so:\n\n    pub async fn submit_comment(req: SubmitCommentReq, cx: &Cx, tx: &mut Tx<'_>) -> \
         Result<SubmitCommentRes, MyError>\n\n`cx` and `tx` may be left out. The transaction is committed before the \
         answer leaves, and rolled back where the function fails.";
    RULE = 41, "a rule that does not fit its field",
        "Rules say what a field of a request has to be: `Required, Trim, MinLength(3), MaxLength(500), Range(1..=10), \
         Pattern = \"[a-z]+\", Email, Url` are looked at by the server and by the generated clients, and all that are broken \
         are told at once. `Default = 20` stands in for a key that is left out, `ReadOnly` is in answers and never in \
         requests, and `Inject = \"user_id\"` is filled by the server, whatever a client sends. Lengths are counted in \
         characters; a pattern is for the whole text.";
    SERVICE = 42, "a service call that cannot be made",
        "Each struct and enum under `services/` is a call of another service over HTTP. It says where it goes, and what it is answered \
         with:\n\n    #[buildamp(target(url = \"https://api.example.com/v1/{id}\", method = \"POST\", auth = \"Bearer ${API_KEY}\"), \
         response = Ack)]\n\n`{id}` is a field, `${API_KEY}` a variable of the environment that is read when the application starts; \
         `${API_URL:-https://api.example.com}` has a default. The method is \"GET\", \"POST\", \"PUT\", \"PATCH\" or \"DELETE\". \
         `target(..)` takes besides `headers(x_tag = \"a\")`, `timeout = \"30s\"`, `content_type = \"json\"` (or \"form\", or \
         \"multipart\"), `retry(base = \"1s\", cap = \"5m\")` and `max_answer = 1_048_576`, the longest answer in bytes. What the URL \
         does not use of the fields is the body, or the query of GET and DELETE. Without `response` any 2xx will do; a type that is \
         no path is a text, `response = \"Vec<Ack>\"`. `on_success = MailSent` and `on_failure = MailLost` are events that follow \
         from a call that was emitted: they implement `From<buildamp::Answered<..>>` and `From<buildamp::Failed<..>>` of it.";
}
