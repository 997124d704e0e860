//! Types of other crates that have a form on the wire, by their canonical paths, `core` and `alloc` included.

use crate::model::{BuiltIn, Int, Text};

/// A type of another crate whose JSON is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Known {
    /// `bool`.
    Bool,
    /// An integer.
    Int(Int),
    /// `NonZeroU8`.
    NonZero(Int),
    /// `NonZero<u8>`.
    NonZeroOf,
    /// `f32`, `f64`.
    Float,
    /// Text of some form, without type arguments.
    Text(Text),
    /// `Box<T>`: the JSON of its first argument.
    Wrapper,
    /// `Option<T>`.
    Option,
    /// `Vec<T>`: a list of its first argument.
    List,
    /// `SmallVec<[T; N]>`: a list of the elements of its argument.
    SmallVec,
    /// `Bytes`: a list of bytes.
    Bytes,
    /// `HashMap<K, V>`.
    Map,
    /// `serde_json::Map<String, Value>`.
    JsonMap,
    /// `serde_json::Value`.
    Any,
    /// `serde_json::value::RawValue`.
    Raw,
    /// `serde_json::Number`.
    Number,
    /// `PhantomData<T>`.
    Null,
    /// `chrono::DateTime<Z>`.
    DateTime,
    /// `chrono::{Utc, Local, FixedOffset}`: a zone, no type of its own.
    Zone,
    /// `chrono::TimeDelta`: seconds and nanoseconds.
    TimeDelta,
    /// A type of the standard library with a form of its own, and its number of arguments.
    BuiltIn(BuiltIn, usize),
    /// Something without a form that is the same everywhere; what to write instead.
    Refused(&'static str),
}

const DURATION: &str = "state its form: `#[serde(with = \"…\")]` with a module that is known, or write \
                        `std::time::Duration`";
const TIME: &str = "without `with` it is an array of numbers that depends on the crate's features: write \
                    `#[serde(with = \"time::serde::rfc3339\")]` above the field, or `chrono::DateTime<chrono::Utc>`";
const OS: &str = "its JSON depends on the platform: write `String`";
const TUPLE: &str = "write an enum or a struct below the models folder that says what is in it";
const POINTER: &str = "write the type inside by itself";

/// What a path into another crate, or the name of a primitive type, stands for.
#[must_use]
pub fn known(path: &[String]) -> Option<Known> {
    match path {
        [name] => primitive(name),
        [first, rest @ ..] => match (first.as_str(), rest) {
            ("std" | "core" | "alloc", [module, name]) if module == "primitive" => primitive(name),
            ("std" | "core" | "alloc", [module, _, name]) if module == "prelude" => prelude(name),
            ("std" | "core" | "alloc", rest) => standard(&rest.join("::")),
            (_, rest) => foreign(first, &rest.join("::")),
        },
        [] => None,
    }
}

/// What a name stands for where nothing else is called so.
pub(super) fn everywhere(name: &str) -> Option<Known> {
    primitive(name).or_else(|| prelude(name))
}

fn primitive(name: &str) -> Option<Known> {
    Some(match name {
        "bool" => Known::Bool,
        "char" => Known::Text(Text::Char),
        "str" => Known::Text(Text::Any),
        "f32" | "f64" => Known::Float,
        _ => Known::Int(int(name)?),
    })
}

/// An integer type by its name in Rust.
pub(super) fn int(name: &str) -> Option<Int> {
    match name {
        "usize" => Some(Int::U64),
        "isize" => Some(Int::I64),
        name => Int::ALL.into_iter().find(|int| int.name() == name),
    }
}

fn prelude(name: &str) -> Option<Known> {
    Some(match name {
        "String" => Known::Text(Text::Any),
        "Option" => Known::Option,
        "Vec" => Known::List,
        "Box" => Known::Wrapper,
        "Result" => Known::BuiltIn(BuiltIn::Result, 2),
        _ => return None,
    })
}

fn standard(path: &str) -> Option<Known> {
    let (module, name) = path.rsplit_once("::")?;
    Some(match (module, name) {
        ("string", "String") | ("path", "PathBuf" | "Path") => Known::Text(Text::Any),
        ("option", "Option") => Known::Option,
        ("vec", "Vec")
        | ("collections", "VecDeque" | "LinkedList" | "BinaryHeap" | "HashSet" | "BTreeSet")
        | ("collections::vec_deque", "VecDeque")
        | ("collections::linked_list", "LinkedList")
        | ("collections::binary_heap", "BinaryHeap")
        | ("collections::hash_set", "HashSet")
        | ("collections::btree_set", "BTreeSet") => Known::List,
        ("collections", "HashMap" | "BTreeMap")
        | ("collections::hash_map", "HashMap")
        | ("collections::btree_map", "BTreeMap") => Known::Map,
        ("boxed", "Box")
        | ("rc", "Rc")
        | ("sync", "Arc" | "Mutex" | "RwLock")
        | ("borrow", "Cow")
        | ("cell", "Cell" | "RefCell")
        | ("num", "Wrapping" | "Saturating")
        | ("cmp", "Reverse") => Known::Wrapper,
        ("result", "Result") => Known::BuiltIn(BuiltIn::Result, 2),
        ("ops", "Bound") => Known::BuiltIn(BuiltIn::Bound, 1),
        ("ops", "Range" | "RangeInclusive") => Known::BuiltIn(BuiltIn::Range, 1),
        ("ops", "RangeFrom") => Known::BuiltIn(BuiltIn::RangeFrom, 1),
        ("ops", "RangeTo") => Known::BuiltIn(BuiltIn::RangeTo, 1),
        ("time", "Duration") => Known::BuiltIn(BuiltIn::Duration, 0),
        ("time", "SystemTime") => Known::BuiltIn(BuiltIn::SystemTime, 0),
        ("time", "Instant") => {
            Known::Refused("write `std::time::SystemTime` or `chrono::DateTime<chrono::Utc>`")
        }
        ("marker", "PhantomData") => Known::Null,
        ("net", "IpAddr") => Known::Text(Text::Ip),
        ("net", "Ipv4Addr") => Known::Text(Text::Ipv4),
        ("net", "Ipv6Addr") => Known::Text(Text::Ipv6),
        ("net", "SocketAddr") => Known::Text(Text::Socket),
        ("net", "SocketAddrV4") => Known::Text(Text::SocketV4),
        ("net", "SocketAddrV6") => Known::Text(Text::SocketV6),
        ("num", "NonZero") => Known::NonZeroOf,
        ("num", name) => Known::NonZero(int(&name.strip_prefix("NonZero")?.to_lowercase())?),
        ("sync::atomic", "AtomicBool") => Known::Bool,
        ("sync::atomic", name) => Known::Int(int(&name.strip_prefix("Atomic")?.to_lowercase())?),
        ("ffi", "OsString" | "OsStr" | "CString" | "CStr") => Known::Refused(OS),
        ("rc" | "sync", "Weak") => Known::Refused(POINTER),
        _ => return None,
    })
}

fn foreign(krate: &str, path: &str) -> Option<Known> {
    Some(match (krate, path) {
        ("uuid", "Uuid") => Known::Text(Text::Uuid),
        ("chrono", path) => return chrono(path.strip_prefix("prelude::").unwrap_or(path)),
        ("jiff", "Timestamp") => Known::Text(Text::Timestamp),
        ("jiff", "Zoned") => Known::Text(Text::Zoned),
        ("jiff", "civil::Date") => Known::Text(Text::Date),
        ("jiff", "civil::Time") => Known::Text(Text::Time),
        ("jiff", "civil::DateTime") => Known::Text(Text::DateTime),
        // ISO 8601 durations: `PT1H30M`.
        ("jiff", "Span" | "SignedDuration")
        | ("semver", "Version" | "VersionReq")
        | ("smol_str", "SmolStr")
        | ("compact_str", "CompactString")
        | ("arrayvec", "ArrayString")
        | ("camino", "Utf8PathBuf" | "Utf8Path") => Known::Text(Text::Any),
        ("url", "Url") => Known::Text(Text::Url),
        ("rust_decimal", "Decimal" | "prelude::Decimal") => Known::Text(Text::Decimal),
        ("bytes", "Bytes" | "BytesMut") | ("serde_bytes", "ByteBuf" | "Bytes") => Known::Bytes,
        ("serde_json", "Value" | "value::Value") => Known::Any,
        ("serde_json", "value::RawValue") => Known::Raw,
        ("serde_json", "Map" | "map::Map" | "value::Map") => Known::JsonMap,
        ("serde_json", "Number" | "value::Number") => Known::Number,
        ("indexmap", "IndexMap" | "map::IndexMap") | ("hashbrown", "HashMap") => Known::Map,
        ("indexmap", "IndexSet" | "set::IndexSet")
        | ("hashbrown", "HashSet")
        | ("arrayvec", "ArrayVec")
        | ("thin_vec", "ThinVec") => Known::List,
        ("smallvec", "SmallVec") => Known::SmallVec,
        ("ordered_float", "OrderedFloat" | "NotNan") => Known::Wrapper,
        (
            "time",
            "OffsetDateTime" | "PrimitiveDateTime" | "Date" | "Time" | "UtcDateTime" | "UtcOffset"
            | "Month" | "Weekday",
        ) => Known::Refused(TIME),
        ("time", "Duration") => Known::Refused(DURATION),
        ("either", "Either") => Known::Refused(TUPLE),
        _ => return None,
    })
}

fn chrono(path: &str) -> Option<Known> {
    Some(match path {
        "DateTime" => Known::DateTime,
        "Utc"
        | "Local"
        | "FixedOffset"
        | "offset::Utc"
        | "offset::Local"
        | "offset::FixedOffset" => Known::Zone,
        "NaiveDate" | "naive::NaiveDate" => Known::Text(Text::Date),
        "NaiveTime" | "naive::NaiveTime" => Known::Text(Text::Time),
        "NaiveDateTime" | "naive::NaiveDateTime" => Known::Text(Text::DateTime),
        "TimeDelta" | "Duration" => Known::TimeDelta,
        "Weekday" | "Month" => Known::Text(Text::Any),
        _ => return None,
    })
}
