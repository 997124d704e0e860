//! What is of a shape and what is not, by the words of the model alone: the measure for both languages.

use buildamp_codegen::model::{
    BuiltIn, EcoString, Enum, FlatOf, Int, Items, Key, Presence, Record, Shape, Tagging, Text,
    TypeShape, VariantBody, WireField, WireVariant,
};
use serde_json::{Map, Value};

use crate::values::{HALF, World, names};

/// What has to become of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// Everybody refuses it.
    Refused,
    /// A key is missing that serde fills with `None`: so does Elm; TypeScript, whose type has the key, refuses it.
    Absent,
    /// Everybody accepts it.
    Accepted,
}

use Verdict::{Absent, Accepted, Refused};

impl From<bool> for Verdict {
    fn from(fits: bool) -> Self {
        if fits { Accepted } else { Refused }
    }
}

type Object = Map<String, Value>;

impl World<'_> {
    /// Whether a value is of a shape.
    pub fn judge(&self, shape: &Shape, value: &Value) -> Verdict {
        match shape {
            Shape::Any => is_json(value).into(),
            Shape::Null => value.is_null().into(),
            Shape::Bool => value.is_boolean().into(),
            Shape::Int(int) => is_within(*int, value).into(),
            Shape::NonZero(int) => (is_within(*int, value) && value.as_f64() != Some(0.0)).into(),
            Shape::Float { null } => (value.is_number() || (*null && value.is_null())).into(),
            Shape::Text(form) => value
                .as_str()
                .is_some_and(|text| is_of_form(*form, text))
                .into(),
            Shape::Option(_) if value.is_null() => Accepted,
            Shape::Option(of) => self.judge(of, value),
            Shape::List(of) => self.each(value, None, |_| of),
            Shape::Array(of, length) => self.each(value, Some((*length, *length)), |_| of),
            Shape::Tuple(shapes) => self.each(value, Some((shapes.len(), shapes.len())), |index| {
                &shapes[index]
            }),
            Shape::Map { key, of } => value.as_object().map_or(Refused, |object| {
                let entry = |(name, value): (&String, &Value)| {
                    Verdict::from(self.is_key(key, name)).min(self.judge(of, value))
                };
                object.iter().map(entry).min().unwrap_or(Accepted)
            }),
            Shape::BuiltIn(built_in, args) => self.judge_built_in(*built_in, args, value),
            Shape::Param(name) => unreachable!("the parameter {name} was replaced"),
            Shape::Ref { .. } => {
                let asked = (shape.clone(), std::ptr::from_ref(value));
                if self.asked.borrow().contains(&asked) {
                    return Refused;
                }
                self.asked.borrow_mut().push(asked);
                let verdict = self.judge_definition(&self.resolve(shape), value);
                self.asked.borrow_mut().pop();
                verdict
            }
        }
    }

    fn judge_definition(&self, shape: &TypeShape, value: &Value) -> Verdict {
        match shape {
            TypeShape::Record(record) => self.judge_record(record, value, None),
            TypeShape::Newtype(shape) => self.judge(shape, value),
            TypeShape::Tuple(items) => self.judge_items(items, value),
            TypeShape::Unit => value.is_null().into(),
            TypeShape::Enum(it) => self.judge_enum(it, value),
            TypeShape::Numbers(int, numbers) => {
                let known = numbers.iter().any(|number| {
                    !number.other && value.as_f64() == number.value.to_string().parse().ok()
                });
                let any = numbers.iter().any(|number| number.other);
                let last = numbers
                    .last()
                    .is_some_and(|number| value.as_f64() == number.value.to_string().parse().ok());
                (known || last || (any && is_within(*int, value))).into()
            }
        }
    }

    fn each<'s>(
        &self,
        value: &Value,
        length: Option<(usize, usize)>,
        shape: impl Fn(usize) -> &'s Shape,
    ) -> Verdict {
        let Some(items) = value.as_array() else {
            return Refused;
        };
        if length.is_some_and(|(min, max)| items.len() < min || max < items.len()) {
            return Refused;
        }
        let item = |(index, item)| self.judge(shape(index), item);
        items.iter().enumerate().map(item).min().unwrap_or(Accepted)
    }

    fn judge_items(&self, items: &Items, value: &Value) -> Verdict {
        let length = (items.required, items.shapes.len());
        self.each(value, Some(length), |index| &items.shapes[index])
    }

    fn is_key(&self, key: &Key, name: &str) -> bool {
        match key {
            Key::Text(form) => is_of_form(*form, name),
            Key::Int(int) => is_of_form(Text::Digits(*int), name),
            Key::Bool => name == "true" || name == "false",
            Key::Tag(tag) => self.judge(tag, &Value::from(name)) == Accepted,
        }
    }

    fn judge_built_in(&self, built_in: BuiltIn, args: &[Shape], value: &Value) -> Verdict {
        let closed = |fields: &[(&str, &Shape)]| {
            let Some(object) = value.as_object() else {
                return Refused;
            };
            if object
                .keys()
                .any(|key| fields.iter().all(|(name, _)| name != key))
            {
                return Refused;
            }
            let field = |&(name, shape): &(&str, &Shape)| match object.get(name) {
                Some(value) => self.judge(shape, value),
                // The library asks for its keys, options or not.
                None => Refused,
            };
            fields.iter().map(field).min().unwrap_or(Accepted)
        };
        let only = |tag: &str, shape: &Shape| match value.as_object() {
            Some(object) if object.len() == 1 => object
                .get(tag)
                .map_or(Refused, |value| self.judge(shape, value)),
            _ => Refused,
        };
        let (u64, u32) = (&Shape::Int(Int::U64), &Shape::Int(Int::U32));
        match built_in {
            BuiltIn::Duration => closed(&[("secs", u64), ("nanos", u32)]),
            BuiltIn::SystemTime => {
                let is_late = value
                    .get("secs_since_epoch")
                    .and_then(Value::as_f64)
                    .is_some_and(|secs| secs > 9_223_372_036_854_775_808.0);
                Verdict::from(!is_late).min(closed(&[
                    ("secs_since_epoch", u64),
                    ("nanos_since_epoch", u32),
                ]))
            }
            BuiltIn::Range => closed(&[("start", &args[0]), ("end", &args[0])]),
            BuiltIn::RangeFrom => closed(&[("start", &args[0])]),
            BuiltIn::RangeTo => closed(&[("end", &args[0])]),
            BuiltIn::Bound => Verdict::from(value == "Unbounded")
                .max(only("Included", &args[0]))
                .max(only("Excluded", &args[0])),
            BuiltIn::Result => only("Ok", &args[0]).max(only("Err", &args[1])),
        }
    }

    /// An object; `tag` is the key of the variant that it belongs to.
    fn judge_record(&self, record: &Record, value: &Value, tag: Option<&str>) -> Verdict {
        let Some(object) = value.as_object() else {
            return Refused;
        };
        let own: Vec<&str> = tag
            .into_iter()
            .chain(record.tag.iter().map(|(key, _)| key.as_str()))
            .chain(record.fields.iter().flat_map(names))
            .collect();
        if record.closed && object.keys().any(|key| !own.contains(&key.as_str())) {
            return Refused;
        }
        let mut verdict = Accepted;
        if let Some((key, text)) = &record.tag {
            verdict =
                verdict.min((object.get(key.as_str()) == Some(&Value::from(text.as_str()))).into());
        }
        for field in &record.fields {
            verdict = verdict.min(self.judge_field(field, object));
        }
        let mut hidden = own.clone();
        for flat in record.flat.iter().filter(|flat| !flat.optional) {
            verdict = verdict.min(match &flat.of {
                FlatOf::Keys(of) => {
                    let rest = without(object, &hidden);
                    self.judge(of, &rest)
                }
                FlatOf::Variant { of, tags } => {
                    match object
                        .iter()
                        .find(|(key, _)| tags.iter().any(|tag| tag == *key))
                    {
                        None => Refused,
                        Some((tag, carried)) => {
                            let entry = Map::from_iter([(tag.clone(), carried.clone())]);
                            let full = self.judge(of, &Value::Object(entry));
                            if carried.is_null() {
                                full.max(self.judge(of, &Value::from(tag.as_str())))
                            } else {
                                full
                            }
                        }
                    }
                }
                FlatOf::Rest { of, except } => {
                    let except = except.iter().map(EcoString::as_str);
                    let hidden: Vec<&str> = except.chain(tag).collect();
                    self.judge(of, &without(object, &hidden))
                }
            });
            if let FlatOf::Variant { tags, .. } = &flat.of {
                hidden.extend(tags.iter().map(EcoString::as_str));
            }
        }
        verdict
    }

    fn judge_field(&self, field: &WireField, object: &Object) -> Verdict {
        let found: Vec<&Value> = names(field).filter_map(|name| object.get(name)).collect();
        match (found.as_slice(), field.presence) {
            ([value], _) => self.judge(&field.shape, value),
            ([], Presence::Optional | Presence::OrNull) => Accepted,
            ([], Presence::Always) if matches!(field.shape, Shape::Option(_)) => Absent,
            _ => Refused,
        }
    }

    fn judge_enum(&self, it: &Enum, value: &Value) -> Verdict {
        let of_variant = |variant: &WireVariant| {
            if variant.untagged || it.tagging == Tagging::Untagged {
                self.judge_body(&variant.body, value)
            } else {
                self.judge_tagged(it, variant, value)
            }
        };
        it.variants.iter().map(of_variant).max().unwrap_or(Refused)
    }

    fn judge_body(&self, body: &VariantBody, value: &Value) -> Verdict {
        match body {
            VariantBody::Unit => value.is_null().into(),
            VariantBody::Newtype(shape) => self.judge(shape, value),
            VariantBody::Tuple(items) => self.judge_items(items, value),
            VariantBody::Record(record) => self.judge_record(record, value, None),
        }
    }

    fn judge_tagged(&self, it: &Enum, variant: &WireVariant, value: &Value) -> Verdict {
        let is_mine = |tag: &str| {
            if variant.other {
                let mut known = it.variants.iter().filter(|it| !it.other && !it.untagged);
                known.all(|it| it.tag != tag && it.aliases.iter().all(|alias| alias != tag))
                    && !tag.contains(HALF)
            } else {
                variant.tag == tag || variant.aliases.iter().any(|alias| alias == tag)
            }
        };
        let object = value.as_object();
        let tag_under = |key: &str| object?.get(key)?.as_str();
        match (&it.tagging, &variant.body) {
            (Tagging::External, VariantBody::Unit) => value.as_str().is_some_and(is_mine).into(),
            (Tagging::External, body) => {
                match object.map(|object| object.iter().collect::<Vec<_>>()) {
                    Some(entries) => match entries.as_slice() {
                        [(key, carried)] if is_mine(key) => self.judge_body(body, carried),
                        _ => Refused,
                    },
                    None => Refused,
                }
            }
            (Tagging::Internal { tag }, body) => {
                if !tag_under(tag).is_some_and(is_mine) {
                    return Refused;
                }
                match body {
                    VariantBody::Unit | VariantBody::Tuple(_) => Accepted,
                    VariantBody::Record(record) => self.judge_record(record, value, Some(tag)),
                    VariantBody::Newtype(shape) => object.map_or(Refused, |object| {
                        self.judge(shape, &without(object, &[tag]))
                    }),
                }
            }
            (Tagging::Adjacent { tag, content }, body) => {
                let Some(object) = object else {
                    return Refused;
                };
                let known = |key: &String| key == tag.as_str() || key == content.as_str();
                if !tag_under(tag).is_some_and(is_mine) || (it.closed && !object.keys().all(known))
                {
                    return Refused;
                }
                match (body, object.get(content.as_str())) {
                    (VariantBody::Unit, None | Some(Value::Null)) => Accepted,
                    (VariantBody::Unit, Some(_)) => Refused,
                    (body, Some(carried)) => self.judge_body(body, carried),
                    (VariantBody::Newtype(Shape::Option(_)), None) => Absent,
                    (_, None) => Refused,
                }
            }
            (Tagging::Untagged, body) => self.judge_body(body, value),
        }
    }
}

fn without(object: &Object, keys: &[&str]) -> Value {
    let mut rest = object.clone();
    rest.retain(|key, _| !keys.contains(&key.as_str()));
    Value::Object(rest)
}

fn is_json(value: &Value) -> bool {
    match value {
        Value::String(text) => !text.contains(HALF),
        Value::Array(items) => items.iter().all(is_json),
        Value::Object(object) => {
            object.keys().all(|key| !key.contains(HALF)) && object.values().all(is_json)
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => true,
    }
}

/// Numbers as `JSON.parse` rounds them.
#[expect(
    clippy::float_cmp,
    reason = "a whole number equals itself without a fraction"
)]
fn is_within(int: Int, value: &Value) -> bool {
    let (min, max) = match int {
        Int::I8 => (-128.0, 127.0),
        Int::I16 => (-32_768.0, 32_767.0),
        Int::I32 => (-2_147_483_648.0, 2_147_483_647.0),
        Int::I64 => (-9_223_372_036_854_775_808.0, 9_223_372_036_854_775_808.0),
        Int::I128 => (-1.701_411_834_604_692_3e38, 1.701_411_834_604_692_3e38),
        Int::U8 => (0.0, 255.0),
        Int::U16 => (0.0, 65_535.0),
        Int::U32 => (0.0, 4_294_967_295.0),
        Int::U64 => (0.0, 18_446_744_073_709_551_616.0),
        Int::U128 => (0.0, 3.402_823_669_209_385e38),
    };
    let found = value.as_f64();
    found.is_some_and(|found| found.trunc() == found && min <= found && found <= max)
}

/// Whether a text is of a form; exact for the texts of these tests.
fn is_of_form(form: Text, text: &str) -> bool {
    let is_digits = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_digit());
    if text.contains(HALF) {
        return false;
    }
    match form {
        Text::Any => true,
        Text::Char => text.chars().count() == 1,
        Text::Uuid => text.len() == 36 && uuid::Uuid::parse_str(text).is_ok(),
        Text::Timestamp => {
            let day = text.split('T').next().unwrap_or_default();
            is_day(day) && chrono::DateTime::parse_from_rfc3339(&short(text)).is_ok()
        }
        Text::Zoned => text
            .strip_suffix(']')
            .and_then(|text| text.split_once('['))
            .is_some_and(|(time, zone)| {
                is_of_form(Text::Timestamp, time) && !zone.is_empty() && !zone.contains(' ')
            }),
        Text::Date => is_day(text),
        Text::Time => {
            text.len() >= 8 && !text.contains(' ') && text.parse::<chrono::NaiveTime>().is_ok()
        }
        Text::DateTime => text
            .split_once('T')
            .is_some_and(|(day, time)| is_day(day) && is_of_form(Text::Time, time)),
        Text::Ipv4 => text.parse::<std::net::Ipv4Addr>().is_ok(),
        Text::Ipv6 => text.parse::<std::net::Ipv6Addr>().is_ok(),
        Text::Ip => text.parse::<std::net::IpAddr>().is_ok(),
        Text::SocketV4 => text.parse::<std::net::SocketAddrV4>().is_ok(),
        Text::SocketV6 => text.parse::<std::net::SocketAddrV6>().is_ok(),
        Text::Socket => text.parse::<std::net::SocketAddr>().is_ok(),
        Text::Url => {
            text.starts_with("http") && text.contains("://") || text.starts_with("mailto:")
        }
        Text::Decimal => {
            let digits = text.strip_prefix('-').unwrap_or(text);
            let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
            let most = "79228162514264337593543950335";
            is_digits(whole)
                && is_digits(fraction)
                && (whole.len() < most.len() || (whole.len() == most.len() && whole <= most))
        }
        Text::Digits(int) => {
            let digits = text.strip_prefix('-').unwrap_or(text);
            let shortest = is_digits(digits) && (digits == "0" || !digits.starts_with('0'));
            shortest
                && text != "-0"
                && match int {
                    Int::I8 => text.parse::<i8>().is_ok(),
                    Int::I16 => text.parse::<i16>().is_ok(),
                    Int::I32 => text.parse::<i32>().is_ok(),
                    Int::I64 => text.parse::<i64>().is_ok(),
                    Int::I128 => text.parse::<i128>().is_ok(),
                    Int::U8 => text.parse::<u8>().is_ok(),
                    Int::U16 => text.parse::<u16>().is_ok(),
                    Int::U32 => text.parse::<u32>().is_ok(),
                    Int::U64 => text.parse::<u64>().is_ok(),
                    Int::U128 => text.parse::<u128>().is_ok(),
                }
        }
        Text::Hex => text.len().is_multiple_of(2) && text.chars().all(|c| c.is_ascii_hexdigit()),
        Text::Base64 => {
            let body = text.trim_end_matches('=');
            let padding = text.len() - body.len();
            let last = body.chars().last().unwrap_or('A');
            text.len().is_multiple_of(4)
                && body
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || c == '+' || c == '/')
                && match padding {
                    0 => true,
                    1 => "AEIMQUYcgkosw048".contains(last),
                    2 => "AQgw".contains(last),
                    _ => false,
                }
        }
    }
}

/// Whether it is a day, with four digits for the year or with its sign.
fn is_day(text: &str) -> bool {
    let (year, rest) = match text.strip_prefix(['+', '-']) {
        Some(rest) => rest.split_once('-').unwrap_or_default(),
        None => text.split_once('-').unwrap_or_default(),
    };
    let sign = !text.starts_with(char::is_numeric);
    let length = match (sign, text.starts_with('-')) {
        (false, _) => year.len() == 4,
        (true, true) => (4..=6).contains(&year.len()),
        (true, false) => (5..=6).contains(&year.len()),
    };
    length
        && rest.len() == 5
        && chrono::NaiveDate::parse_from_str(&format!("{}-{rest}", leap_of(year)), "%Y-%m-%d")
            .is_ok()
}

/// A year of four digits with the same days.
fn leap_of(year: &str) -> String {
    let year: u32 = year.parse().unwrap_or(1);
    format!("{:04}", 2000 + year % 400)
}

/// The same time in a year of four digits.
fn short(text: &str) -> String {
    let (day, time) = text.split_once('T').unwrap_or_default();
    let (rest, year) = (
        &day[day.len().saturating_sub(6)..],
        &day[..day.len().saturating_sub(6)],
    );
    format!(
        "{}{rest}T{time}",
        leap_of(year.trim_start_matches(['+', '-']))
    )
}
