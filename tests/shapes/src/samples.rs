//! Values of every model, as JSON, for the tests here and for those of the other languages.

use std::fmt::Debug;

use serde::{Deserialize, Serialize};

/// A model and values of it.
#[derive(Debug, Clone, Copy)]
pub struct Sample {
    /// Its output file: `events/scalars`.
    pub file: &'static str,
    /// Its name.
    pub name: &'static str,
    /// Its type arguments, as written; empty for most.
    pub arguments: &'static str,
    /// Values as `serde_json` writes them.
    pub values: &'static [&'static str],
    /// What the model makes of some JSON.
    pub model: fn(&str) -> Said,
    /// What its twin, which derives everything, makes of the same.
    pub twin: fn(&str) -> Said,
}

/// What a type makes of some JSON: the JSON that it writes and its `Debug`, or the message of the refusal.
pub type Said = Result<(String, String), String>;

/// Some models borrow from what they read, so the JSON stays for as long as the process.
fn said<T: Serialize + Deserialize<'static> + Debug + Clone>(json: &str) -> Said {
    let json: &'static str = json.to_owned().leak();
    let value: T = serde_json::from_str(json).map_err(|error| error.to_string())?;
    let copy = value.clone();
    let written = serde_json::to_string(&copy).map_err(|error| error.to_string())?;
    Ok((written, format!("{value:#?}")))
}

fn name(path: &'static str) -> &'static str {
    path.rsplit("::")
        .next()
        .unwrap_or(path)
        .trim()
        .trim_start_matches("r#")
}

/// Type arguments, as other languages know them: without lifetimes.
fn arguments(written: &'static str) -> &'static str {
    let lifetimes = |c: char| c == '\'' || c == ',' || c == ' ' || c.is_lowercase();
    if written.starts_with('\'') {
        written.trim_start_matches(lifetimes)
    } else {
        written
    }
}

macro_rules! samples {
    ($($file:literal $($path:ident)::+ $(<$($argument:tt),*>)? : $($value:literal),+;)*) => {
        /// Values of every model. A generic one stands with some arguments.
        #[must_use]
        pub fn samples() -> Vec<Sample> {
            vec![$(Sample {
                file: $file,
                name: name(stringify!($($path)::+)),
                arguments: arguments(stringify!($($($argument),*)?)),
                values: &[$($value),+],
                model: said::<crate::models::$($path)::+ $(<$($argument),*>)?>,
                twin: said::<crate::twins::$($path)::+ $(<$($argument),*>)?>,
            }),*]
        }
    };
}

samples! {
    "models" Colour: r#"{"red":1,"green":0,"blue":255}"#;

    "events/scalars" events::scalars::Scalars:
        r#"{"flag":true,"i8":-128,"i16":-32768,"i32":-2147483648,"i64":-9007199254740991,"u8":255,"u16":65535,"u32":4294967295,"u64":9007199254740991,"f32":1.5,"f64":-0.1,"text":"a \"quoted\" line\nand ünïcödé 🦀"}"#,
        r#"{"flag":false,"i8":127,"i16":32767,"i32":2147483647,"i64":0,"u8":0,"u16":0,"u32":0,"u64":0,"f32":0.0,"f64":1e+300,"text":""}"#;

    "events/times" events::times::Times:
        r#"{"id":"01890a5d-ac96-774b-bcce-b302099a8057","utc":"2024-02-29T23:59:59Z","fixed":"2024-01-01T00:00:00+05:30","stamp":"2024-01-01T00:00:00.123456789Z","later":null}"#,
        r#"{"id":"00000000-0000-0000-0000-000000000000","utc":"1969-12-31T23:59:59.500Z","fixed":"2024-01-01T00:00:00-01:00","stamp":"1970-01-01T00:00:00Z","later":"2030-06-01T12:00:00Z"}"#;

    "events/containers" events::containers::Containers:
        r#"{"maybe":null,"list":[],"lists":[[],[null,-1]],"boxed":{"red":1,"green":2,"blue":3},"tree":{},"hash":{},"array":[1,2,3],"pair":["a",1],"triple":["On",null,[true,false]]}"#,
        r#"{"maybe":4,"list":["a","b"],"lists":[[1]],"boxed":{"red":1,"green":2,"blue":3},"tree":{"":[],"a b":[{"red":0,"green":0,"blue":0}]},"hash":{"__proto__":"Off"},"array":[0,0,0],"pair":["",255],"triple":["Off",{"red":9,"green":9,"blue":9},[false,false]]}"#;

    "events/forms" events::forms::Unit: r"null";
    "events/forms" events::forms::Empty: r"{}";
    "events/forms" events::forms::Newtype: r#""text""#;
    "events/forms" events::forms::NewtypeOfStruct: r#"{"red":1,"green":2,"blue":3}"#;
    "events/forms" events::forms::Pair: r#"["a",null]"#, r#"["a",3]"#;
    "events/forms" events::forms::Colours: r#""Red""#, r#""Green""#, r#""Blue""#;
    "events/forms" events::forms::Order:
        r#""Placed""#,
        r#"{"Priced":7}"#,
        r#"{"Paid":{"red":1,"green":2,"blue":3}}"#,
        r#"{"Noted":null}"#,
        r#"{"Noted":"a"}"#,
        r#"{"Moved":[-1,1]}"#,
        r#"{"Shipped":{"carrier":"a","parcels":[1,2]}}"#,
        r#"{"Nested":{"inner":{"Nested":{"inner":"Placed","note":"b"}},"note":null}}"#,
        r#"{"Lost":{}}"#;

    "events/imports" events::imports::Imported:
        r#"{"text":"a","many":["b"],"exact":["c","d"],"map":{"e":"f"},"leaf":{"id":1},"paint":"Red","flag":"On","colour":{"red":1,"green":2,"blue":3}}"#;
    "events/imports" events::imports::parent::Child:
        r#"{"text":"a","leaf":{"id":1},"sibling":null}"#,
        r#"{"text":"a","leaf":{"id":1},"sibling":{"exact":[1,2]}}"#;
    "events/imports" events::imports::parent::Sibling: r#"{"exact":[1,2]}"#;

    "events/names" events::names::Names:
        r#"{"type":"a","fn":1,"serializer":2,"deserializer":3,"formatter":4,"value":5,"f0":6,"tx":7,"event":8,"ok":9}"#;
    "events/names" events::names::Result: r#"{"error":null}"#, r#"{"error":"a"}"#;
    "events/names" events::names::Option_: r#""None""#, r#"{"Some":1}"#, r#"{"Ok":{"match":true}}"#;
    "events/names" events::names::r#Waiting: r#"{"await":true}"#;

    "events/own" events::own::Renamed:
        r#"{"firstName":"a","surname":"b","type":null}"#,
        r#"{"firstName":"a","surname":"b","type":1}"#;
    "events/own" events::own::Step: r#""NOT_STARTED""#, r#"{"wip":{"since-day":1}}"#, r#"{"DONE":true}"#;
    "events/own" events::own::OnlyDebug: r#"{"a":1}"#;
    "events/own" events::own::OnlySerialize: r#"{"a":1}"#;
    "events/own" events::own::Everything: r#"{"a":1}"#;
    "events/own" events::own::OnlyKind: r#"{"a":1}"#;
    "events/own" events::own::ByHand: r#"{"a":1}"#;
    "events/own" events::own::Options: r#"{"email":"a@b"}"#;
    "events/own" events::own::Doubled: "null";
    "events/own" events::own::Steady: "null";
    "events/own" events::own::Spaced: r#"{"a":1}"#;
    "events/own" events::own::Followed: r#"{"a":1}"#;
    "events/own" events::own::DataOnly: r#"{"a":1}"#;

    "session" session::Session:
        r#"{"user":null,"theme":"System"}"#,
        r#"{"user":1,"theme":{"Tinted":{"red":1,"green":2,"blue":3}}}"#;
    "session" session::Theme: r#""System""#, r#"{"Tinted":{"red":1,"green":2,"blue":3}}"#;
    "session" session::Visit: r#"{"page":"/"}"#;

    "shared" shared::Flag: r#""On""#, r#""Off""#;
    "shared" shared::Page<u32>: r#"{"items":[],"next":null}"#, r#"{"items":[1],"next":"a"}"#;
    "shared" shared::Sorted<String, 3>: r#"{"rows":["a"],"first":[1,2]}"#;
    "shared" shared::Either<u8, String>: r#"{"Left":1}"#, r#"{"Right":{"value":"a"}}"#, r#""Neither""#;
    "shared" shared::Pages:
        r#"{"numbers":{"items":[1],"next":null},"nested":{"items":[{"items":["a"],"next":"b"}],"next":null},"sorted":{"rows":["a"],"first":[1,2]},"either":[{"Left":1},{"Right":{"value":{"name":"a","children":[],"by_name":{}}}},"Neither"]}"#;
    "shared" shared::Tree:
        r#"{"name":"a","children":[{"name":"b","children":[],"by_name":{}}],"by_name":{"c":{"name":"d","children":[],"by_name":{}}}}"#;
    "shared" shared::Odd: r#"{"next":null}"#, r#"{"next":{"next":{"next":null}}}"#;
    "shared" shared::Even: r#"{"next":{"next":{"next":null}}}"#;
    "shared" shared::Elsewhere: r#"{"a":1}"#;
    "shared" shared::inner::Leaf: r#"{"id":9007199254740991}"#;

    "shared/lent" shared::lent::Lent<'static>:
        r#"{"name":"a","more":null,"text":"b"}"#,
        r#"{"name":"","more":"ünïcödé","text":"with \"quotes\""}"#;
    "shared/lent" shared::lent::Choice<'static>:
        r#"{"Word":"a"}"#, r#"{"Pair":{"left":"a","right":"\n"}}"#, r#""Neither""#;
    "shared/lent" shared::lent::Holder<'static>:
        r#"{"lent":{"name":"a","more":"b","text":"c"},"choices":[{"Word":"d"},"Neither"]}"#;
    "shared/lent" shared::lent::Cows<'static, 'static>: r#"{"text":"\t","texts":["a","b"]}"#;
    "shared/lent" shared::lent::Where<'static, 'static, String>: r#"{"short":"a","long":"b","item":"c"}"#;
    "shared/lent" shared::lent::Hollow: "[]";
    "shared/lent" shared::lent::Hollows: r#""Unit""#, r#"{"Tuple":[]}"#, r#"{"Braces":{}}"#, r#"{"One":[1]}"#;
    "shared/lent" shared::lent::Long: "[1,2,3,4,5,6,7,8,9,10,11,12,13]";

    "sse/notice" sse::notice::Notice: r#"{"text":"a","pages":{"items":[1],"next":null}}"#;
    "sse/notice" sse::notice::Progress: r#""Started""#, r#"{"Percent":50}"#;
    "sse/notice" sse::notice::Cursor: r#"{"x":-1,"y":2}"#;
    "sse/notice" sse::notice::Changed: r#"{"id":1,"type":"text"}"#;
    "sse/notice" sse::notice::Load: r"50";

    "services/sendgrid" services::sendgrid::SendgridMail: r#"{"type":"welcome","to":"ada@example.com","sentFor":7}"#;
    "services/sendgrid" services::sendgrid::Ack: r#"{"id":7}"#;
    "services/sendgrid" services::sendgrid::Forget: r#"{"email":"ada@example.com"}"#;

    "webhooks/stripe" webhooks::stripe::StripeEvent:
        r#"{"type":"invoice.paid","id":"evt_1","data":{"amount":1200}}"#,
        r#"{"type":"charge.refunded","id":"evt_2"}"#;
    "webhooks/stripe" webhooks::stripe::Invoice: r#"{"amount":1200}"#;
}
