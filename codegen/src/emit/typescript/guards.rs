//! Definitions as guards: functions that tell whether a value is of the type.

use super::super::text::{Doc, concat, text};
use super::flat::{self, Target};
use super::functions::signature;
use super::module::Module;
use super::syntax;
use crate::model::{
    BuiltIn, Definition, Enum, Flat, FlatOf, Int, Items, Key, Presence, Record, Shape, Tagging,
    Text, TypeShape, VariantBody, WireField, WireVariant,
};

/// The declaration of a definition's guard.
pub(super) fn declare(module: &Module, index: usize) -> Doc {
    let definition = &module.all.graph.definitions[index];
    let guards = Guards { module, index };
    let all = guards.definition(definition);
    let (value, body) = match all {
        Checks::All(all) => ("value", syntax::return_all("&&", all)),
        Checks::Any(all) if all.is_empty() => ("_value", text("return false;")),
        Checks::Any(all) => ("value", syntax::return_all("||", all)),
    };
    let name = module.all.names[index].as_str();
    let params = module.params(index);
    let result = concat([
        text(format!("{value} is {name}")),
        syntax::type_arguments(params.iter().map(text).collect(), true),
    ]);
    let head = signature(
        &format!("is{name}"),
        &params,
        parameters(module, definition, value),
        result,
    );
    syntax::function(head, body)
}

/// The value, and the guards of the type parameters; one that is asked nothing says so by its name.
fn parameters(module: &Module, definition: &Definition, value: &str) -> Vec<Doc> {
    let mut asked = Vec::new();
    params(definition, &mut asked);
    let guard = |param: &String| {
        let sign = if asked.contains(&param.as_str()) {
            ""
        } else {
            "_"
        };
        let param = module.param(param);
        text(format!(
            "{sign}is{param}: (value: unknown) => value is {param}"
        ))
    };
    let guards = definition.params.iter().map(guard);
    std::iter::once(text(format!("{value}: unknown")))
        .chain(guards)
        .collect()
}

/// What a guard asks of its value.
enum Checks {
    /// All of these.
    All(Vec<Doc>),
    /// One of these.
    Any(Vec<Doc>),
}

/// The type parameters whose guards a definition's guard calls.
fn params<'a>(definition: &'a Definition, found: &mut Vec<&'a str>) {
    let mut shapes = Vec::new();
    shapes_asked(definition, &mut shapes);
    found.extend(shapes.into_iter().filter_map(|shape| match shape {
        Shape::Param(name) => Some(name.as_str()),
        _ => None,
    }));
}

/// The definitions whose guards a definition's guard calls.
pub(super) fn refs<'a>(definition: &'a Definition, found: &mut Vec<&'a Shape>) {
    let mut shapes = Vec::new();
    shapes_asked(definition, &mut shapes);
    shapes.retain(|shape| matches!(shape, Shape::Ref { .. }));
    found.extend(shapes);
}

/// All references and type parameters in what a guard looks at.
fn shapes_asked<'a>(definition: &'a Definition, found: &mut Vec<&'a Shape>) {
    fn collect<'a>(shape: &'a Shape, found: &mut Vec<&'a Shape>) {
        if matches!(shape, Shape::Ref { .. } | Shape::Param(_)) {
            found.push(shape);
        }
        for child in shape.children() {
            collect(child, found);
        }
    }
    fn of_record<'a>(record: &'a Record, found: &mut Vec<&'a Shape>) {
        let fields = record.fields.iter().map(|field| &field.shape);
        let flat = record.flat.iter().filter(|flat| !flat.optional);
        for shape in fields.chain(flat.map(|flat| flat.of.shape())) {
            collect(shape, found);
        }
    }
    match &definition.shape {
        TypeShape::Record(record) => of_record(record, found),
        TypeShape::Newtype(shape) => collect(shape, found),
        TypeShape::Tuple(items) => {
            for shape in &items.shapes {
                collect(shape, found);
            }
        }
        TypeShape::Unit | TypeShape::Numbers(..) => {}
        TypeShape::Enum(it) => {
            for variant in &it.variants {
                match &variant.body {
                    VariantBody::Record(record) => of_record(record, found),
                    body => {
                        for shape in body.parts() {
                            collect(shape, found);
                        }
                    }
                }
            }
        }
    }
}

/// The definitions that look at the very value that a definition looks at.
pub(super) fn bare<'a>(definition: &'a Definition, found: &mut Vec<&'a Shape>) {
    fn collect<'a>(shape: &'a Shape, found: &mut Vec<&'a Shape>) {
        match shape {
            Shape::Option(of) => collect(of, found),
            Shape::Ref { args, .. } => {
                found.push(shape);
                for arg in args {
                    collect(arg, found);
                }
            }
            _ => {}
        }
    }
    fn of_record<'a>(record: &'a Record, found: &mut Vec<&'a Shape>) {
        for flat in record.flat.iter().filter(|flat| !flat.optional) {
            collect(flat.of.shape(), found);
        }
    }
    match &definition.shape {
        TypeShape::Record(record) => of_record(record, found),
        TypeShape::Newtype(shape) => collect(shape, found),
        TypeShape::Tuple(_) | TypeShape::Unit | TypeShape::Numbers(..) => {}
        TypeShape::Enum(it) => {
            for variant in &it.variants {
                let alone = variant.untagged || matches!(it.tagging, Tagging::Untagged);
                let inside = matches!(it.tagging, Tagging::Internal { .. });
                match &variant.body {
                    VariantBody::Newtype(shape) if alone || inside => collect(shape, found),
                    VariantBody::Record(record) if alone || inside => of_record(record, found),
                    _ => {}
                }
            }
        }
    }
}

/// The guards of one definition.
struct Guards<'a> {
    module: &'a Module<'a>,
    /// The definition.
    index: usize,
}

impl Guards<'_> {
    fn definition(&self, definition: &Definition) -> Checks {
        match &definition.shape {
            TypeShape::Record(record) => Checks::All(self.record_checks(record)),
            TypeShape::Newtype(shape) => Checks::All(vec![self.check(shape)]),
            TypeShape::Tuple(items) => Checks::All(vec![self.is(self.items(items))]),
            TypeShape::Unit => Checks::All(vec![self.check(&Shape::Null)]),
            TypeShape::Numbers(int, numbers) => {
                if numbers.iter().any(|number| number.other) {
                    return Checks::All(vec![self.check(&Shape::Int(*int))]);
                }
                let numbers = numbers.iter().map(|number| text(number.value.to_string()));
                Checks::All(vec![self.of_value("oneOf", numbers)])
            }
            TypeShape::Enum(it) => Checks::Any(self.variants(it)),
        }
    }

    fn record_checks(&self, record: &Record) -> Vec<Doc> {
        let mut all = vec![self.of_value("isRecord", [])];
        if record.closed {
            all.push(self.of_value("closed", strings(flat::keys(record))));
        }
        if let Some((key, tag)) = &record.tag {
            all.push(self.of_value("isTag", strings([key.as_str(), tag.as_str()])));
        }
        for field in &record.fields {
            let (function, arguments) = self.field(field);
            all.push(self.of_value(function, arguments));
        }
        for (place, flat) in record.flat.iter().enumerate() {
            match self.among(record, place, flat, None) {
                Among::Anything => {}
                Among::Whole(shape) => all.push(self.check(shape)),
                Among::Part(function, arguments) => all.push(self.of_value(function, arguments)),
            }
        }
        all
    }

    /// The guard of an object that is written out; `tag` is the key of the variant that it belongs to.
    fn record(&self, record: &Record, tag: Option<&str>) -> Doc {
        let mut all = Vec::new();
        if record.closed {
            let keys = tag.into_iter().chain(flat::keys(record));
            all.push(self.that("closed", strings(keys)));
        }
        if let Some((key, tag)) = &record.tag {
            all.push(self.that("isTag", strings([key.as_str(), tag.as_str()])));
        }
        for field in &record.fields {
            let (function, arguments) = self.field(field);
            all.push(match function {
                "has" => self.call("key", arguments),
                function => self.that(function, arguments),
            });
        }
        for (place, flat) in record.flat.iter().enumerate() {
            match self.among(record, place, flat, tag) {
                Among::Anything => {}
                Among::Whole(shape) => all.push(self.guard(shape)),
                Among::Part(function, arguments) => all.push(self.that(function, arguments)),
            }
        }
        self.call("record", all)
    }

    /// The check of a field, and what it takes after the object.
    fn field(&self, field: &WireField) -> (&'static str, Vec<Doc>) {
        let may_be_missing = match field.presence {
            Presence::Always | Presence::Required => false,
            Presence::Optional | Presence::OrNull => true,
        };
        let one = field.aliases.is_empty();
        let keys = if one {
            text(syntax::string(&field.key))
        } else {
            syntax::tuple(strings(flat::names(field)))
        };
        let function = match (may_be_missing, one) {
            (false, true) => "has",
            (true, true) => "mayHave",
            (false, false) => "hasOne",
            (true, false) => "mayHaveOne",
        };
        (function, vec![keys, self.guard(&field.shape)])
    }

    fn among<'b>(
        &self,
        record: &Record,
        place: usize,
        flat: &'b Flat,
        tag: Option<&str>,
    ) -> Among<'b> {
        // What cannot be read counts as not there.
        if flat.optional {
            return Among::Anything;
        }
        let graph = &self.module.all.graph;
        let some = |keys: &[String]| {
            let tag = tag.filter(|tag| keys.iter().all(|key| key != tag));
            let keys = keys.iter().map(String::as_str);
            syntax::tuple(strings(tag.into_iter().chain(keys)))
        };
        match &flat.of {
            FlatOf::Keys(of) => match flat::target(graph, of) {
                Target::Record { closed: false, .. } => Among::Whole(of),
                Target::Record { keys, closed: true } => Among::Part(
                    "only",
                    vec![
                        syntax::tuple(strings(keys.iter().map(String::as_str))),
                        self.guard(of),
                    ],
                ),
                Target::Mixed(_) | Target::Map { .. } | Target::Other => {
                    let hidden = flat::hidden(graph, record, place);
                    if hidden.is_empty() && tag.is_none() {
                        return Among::Whole(of);
                    }
                    Among::Part("without", vec![some(&hidden), self.guard(of)])
                }
            },
            FlatOf::Variant { of, tags } => Among::Part(
                "flatVariant",
                vec![
                    syntax::tuple(strings(tags.iter().map(String::as_str))),
                    self.guard(of),
                ],
            ),
            FlatOf::Rest { of, except } if except.is_empty() && tag.is_none() => Among::Whole(of),
            FlatOf::Rest { of, except } => {
                Among::Part("without", vec![some(except), self.guard(of)])
            }
        }
    }

    fn variants(&self, it: &Enum) -> Vec<Doc> {
        let (loose, tagged): (Vec<_>, Vec<_>) = it
            .variants
            .iter()
            .partition(|variant| variant.untagged || it.tagging == Tagging::Untagged);
        let known = || {
            let known = tagged.iter().filter(|variant| !variant.other);
            strings(known.flat_map(|variant| tags(variant)))
        };
        let mut all = Vec::new();
        match &it.tagging {
            Tagging::External => {
                let units = tagged
                    .iter()
                    .filter(|variant| variant.body == VariantBody::Unit && !variant.other);
                let texts = strings(units.flat_map(|variant| tags(variant)));
                if !texts.is_empty() {
                    all.push(self.of_value("oneOf", texts));
                }
                for variant in &tagged {
                    let Some(guard) = self.body(&variant.body) else {
                        continue;
                    };
                    all.extend(
                        tags(variant)
                            .map(|tag| self.of_value("variant", [string(tag), guard.clone()])),
                    );
                }
                if tagged.iter().any(|variant| variant.other) {
                    all.push(self.of_value("other", known()));
                }
            }
            Tagging::Internal { tag: key } => {
                for variant in tagged.iter().filter(|variant| !variant.other) {
                    let guard = self.inside(&variant.body, key);
                    all.extend(tags(variant).map(|tag| {
                        let rest = [string(key), string(tag)];
                        self.of_value("tagged", rest.into_iter().chain(guard.clone()))
                    }));
                }
                if tagged.iter().any(|variant| variant.other) {
                    let rest = std::iter::once(string(key)).chain(known());
                    all.push(self.of_value("otherTagged", rest));
                }
            }
            Tagging::Adjacent { tag: key, content } => {
                let closed = if it.closed {
                    "closedAdjacent"
                } else {
                    "adjacent"
                };
                for variant in tagged.iter().filter(|variant| !variant.other) {
                    let guard = self.body(&variant.body);
                    let unit = if guard.is_some() { "" } else { "Unit" };
                    all.extend(tags(variant).map(|tag| {
                        let rest = [string(key), string(tag), string(content)];
                        let rest = rest.into_iter().chain(guard.clone());
                        self.of_value(&format!("{closed}{unit}"), rest)
                    }));
                }
                if tagged.iter().any(|variant| variant.other) {
                    let rest = [string(key), string(content)].into_iter().chain(known());
                    all.push(self.of_value(&format!("{closed}Other"), rest));
                }
            }
            Tagging::Untagged => {}
        }
        all.extend(loose.into_iter().map(|variant| match &variant.body {
            VariantBody::Unit => self.check(&Shape::Null),
            VariantBody::Newtype(shape) => self.check(shape),
            VariantBody::Tuple(items) => self.is(self.items(items)),
            VariantBody::Record(record) => self.is(self.record(record, None)),
        }));
        all
    }

    /// The guard of what a variant carries; none where that is nothing.
    fn body(&self, body: &VariantBody) -> Option<Doc> {
        match body {
            VariantBody::Unit => None,
            VariantBody::Newtype(shape) => Some(self.guard(shape)),
            VariantBody::Tuple(items) => Some(self.items(items)),
            VariantBody::Record(record) => Some(self.record(record, None)),
        }
    }

    /// The guard of what stands beside the tag.
    fn inside(&self, body: &VariantBody, tag: &str) -> Option<Doc> {
        match body {
            VariantBody::Unit | VariantBody::Tuple(_) => None,
            VariantBody::Record(record) if record.fields.is_empty() && record.flat.is_empty() => {
                record.closed.then(|| self.record(record, Some(tag)))
            }
            VariantBody::Record(record) => Some(self.record(record, Some(tag))),
            VariantBody::Newtype(shape) => match flat::target(&self.module.all.graph, shape) {
                Target::Record {
                    keys,
                    closed: false,
                } if !keys.iter().any(|key| key == tag) => Some(self.guard(shape)),
                _ => {
                    let rest = vec![syntax::tuple(strings([tag])), self.guard(shape)];
                    Some(self.call("record", vec![self.that("without", rest)]))
                }
            },
        }
    }

    fn items(&self, items: &Items) -> Doc {
        let guards = items.shapes.iter().map(|shape| self.guard(shape));
        if items.required == items.shapes.len() {
            return self.call("tuple", guards.collect());
        }
        let required = text(items.required.to_string());
        self.call("atLeast", std::iter::once(required).chain(guards).collect())
    }

    /// `isFoo(value)`.
    fn check(&self, shape: &Shape) -> Doc {
        match shape {
            Shape::Ref { args, .. } if args.is_empty() && !self.goes_round(shape) => concat([
                text(self.module.guard_name(shape)),
                syntax::arguments(vec![text("value")]),
            ]),
            Shape::Any
            | Shape::Null
            | Shape::Bool
            | Shape::Int(_)
            | Shape::Float { null: false }
            | Shape::Param(_) => {
                concat([self.guard(shape), syntax::arguments(vec![text("value")])])
            }
            Shape::Text(form) if !matches!(form, Text::Digits(_)) => {
                concat([self.guard(shape), syntax::arguments(vec![text("value")])])
            }
            _ => self.is(self.guard(shape)),
        }
    }

    /// A guard as a value, fit to be handed to another.
    fn guard(&self, shape: &Shape) -> Doc {
        match shape {
            Shape::Any => self.named("isAny"),
            Shape::Null => self.named("isNull"),
            Shape::Bool => self.named("isBool"),
            Shape::Int(int) => self.named(is_int(*int)),
            Shape::NonZero(int) => self.call("nonZero", vec![self.named(is_int(*int))]),
            Shape::Float { null: false } => self.named("isFloat"),
            Shape::Float { null: true } => self.call("nullable", vec![self.named("isFloat")]),
            Shape::Text(form) => self.form(*form),
            Shape::Option(of) => self.call("nullable", vec![self.guard(of)]),
            Shape::List(of) => self.call("list", vec![self.guard(of)]),
            Shape::Array(of, length) => {
                self.call("array", vec![self.guard(of), text(length.to_string())])
            }
            Shape::Tuple(shapes) => {
                self.call("tuple", shapes.iter().map(|it| self.guard(it)).collect())
            }
            Shape::Map { key, of } => match self.key(key) {
                None => self.call("map", vec![self.guard(of)]),
                Some(key) => self.call("mapOf", vec![key, self.guard(of)]),
            },
            Shape::BuiltIn(built_in, args) => {
                let guard = self.named(is_built_in(*built_in));
                if args.is_empty() {
                    return guard;
                }
                let args = args.iter().map(|arg| self.guard(arg));
                self.call("bind", std::iter::once(guard).chain(args).collect())
            }
            Shape::Param(name) => text(format!("is{}", self.module.param(name))),
            Shape::Ref { args, .. } => {
                let guard = text(self.module.guard_name(shape));
                let function = match (self.goes_round(shape), args.is_empty()) {
                    (false, true) => return guard,
                    (false, false) => "bind",
                    (true, _) => "once",
                };
                let args = args.iter().map(|arg| self.guard(arg));
                self.call(function, std::iter::once(guard).chain(args).collect())
            }
        }
    }

    /// Whether a reference leads back to this definition without going into the value.
    fn goes_round(&self, shape: &Shape) -> bool {
        let all = self.module.all;
        all.looks_at_itself(self.index)
            && all
                .graph
                .find_ref(shape)
                .is_some_and(|other| all.look_at_each_other(self.index, other))
    }

    /// The guard of the keys of a map; none where they are any text.
    fn key(&self, key: &Key) -> Option<Doc> {
        match key {
            Key::Text(Text::Any) => None,
            Key::Text(form) => Some(self.form(*form)),
            Key::Int(int) => Some(self.form(Text::Digits(*int))),
            Key::Bool => Some(self.named("isBoolKey")),
            Key::Tag(tag) => Some(self.guard(tag)),
        }
    }

    fn form(&self, form: Text) -> Doc {
        self.named(match form {
            Text::Any => "isString",
            Text::Char => "isChar",
            Text::Uuid => "isUuid",
            Text::Timestamp => "isTimestamp",
            Text::Zoned => "isZoned",
            Text::Date => "isDate",
            Text::Time => "isTime",
            Text::DateTime => "isDateTime",
            Text::Ipv4 => "isIpv4",
            Text::Ipv6 => "isIpv6",
            Text::Ip => "isIp",
            Text::SocketV4 => "isSocketV4",
            Text::SocketV6 => "isSocketV6",
            Text::Socket => "isSocket",
            Text::Url => "isUrl",
            Text::Decimal => "isDecimal",
            Text::Hex => "isHex",
            Text::Base64 => "isBase64",
            Text::Digits(int) => return self.call("digits", vec![string(int.name())]),
        })
    }

    fn named(&self, name: &str) -> Doc {
        text(format!("{}.{name}", self.module.codec))
    }

    /// A call into the codec.
    fn call(&self, function: &str, arguments: Vec<Doc>) -> Doc {
        if arguments.is_empty() {
            return concat([self.named(function), text("()")]);
        }
        concat([self.named(function), syntax::arguments(arguments)])
    }

    /// A call into the codec whose first argument is the value.
    fn of_value(&self, function: &str, rest: impl IntoIterator<Item = Doc>) -> Doc {
        self.call(
            function,
            std::iter::once(text("value")).chain(rest).collect(),
        )
    }

    fn is(&self, guard: Doc) -> Doc {
        self.of_value("is", [guard])
    }

    /// A check of an object as a value, given what it takes after the object.
    fn that(&self, function: &str, rest: Vec<Doc>) -> Doc {
        let function = self.named(function);
        self.call("that", std::iter::once(function).chain(rest).collect())
    }
}

/// How what lies among the keys of an object is checked.
enum Among<'a> {
    /// It never refuses.
    Anything,
    /// The object as a whole is of this shape.
    Whole(&'a Shape),
    /// A check of the codec, and what it takes after the object.
    Part(&'static str, Vec<Doc>),
}

fn string(value: &str) -> Doc {
    text(syntax::string(value))
}

fn strings<'a>(values: impl IntoIterator<Item = &'a str>) -> Vec<Doc> {
    values.into_iter().map(string).collect()
}

/// All names of a variant.
fn tags(variant: &WireVariant) -> impl Iterator<Item = &str> {
    std::iter::once(variant.tag.as_str()).chain(variant.aliases.iter().map(String::as_str))
}

fn is_built_in(built_in: BuiltIn) -> &'static str {
    match built_in {
        BuiltIn::Duration => "isDuration",
        BuiltIn::SystemTime => "isSystemTime",
        BuiltIn::Range => "isRange",
        BuiltIn::RangeFrom => "isRangeFrom",
        BuiltIn::RangeTo => "isRangeTo",
        BuiltIn::Bound => "isBound",
        BuiltIn::Result => "isOutcome",
    }
}

fn is_int(int: Int) -> &'static str {
    match int {
        Int::I8 => "isI8",
        Int::I16 => "isI16",
        Int::I32 => "isI32",
        Int::I64 => "isI64",
        Int::I128 => "isI128",
        Int::U8 => "isU8",
        Int::U16 => "isU16",
        Int::U32 => "isU32",
        Int::U64 => "isU64",
        Int::U128 => "isU128",
    }
}
