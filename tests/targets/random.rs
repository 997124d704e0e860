//! Definitions at random: every shape in every place, with names that are long, odd or taken elsewhere.

use buildamp_codegen::model::{
    At, Definition, Int, Kind, Shape, TypeShape, VariantBody, WireField, WireVariant,
};

/// A source of numbers that gives the same ones for the same seed.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap() % limit
    }

    fn one_in(&mut self, chances: usize) -> bool {
        self.below(chances) == 0
    }

    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }
}

/// Type names that mean something to TypeScript or Elm, that make colliding names, or that are long.
const TYPES: &[&str] = &[
    "Address",
    "AddressLine",
    "AnEvenMuchLongerNameOfATypeThatNobodyWouldWriteButThatStillHasToComeOutRight",
    "Array",
    "Basics",
    "Bool",
    "Char",
    "Cmd",
    "Codec",
    "Connection",
    "Date",
    "Decoder",
    "Dict",
    "Err",
    "Event",
    "False",
    "Float",
    "Guard",
    "GuardT",
    "HTTPError",
    "Incoming",
    "Int",
    "Just",
    "Line",
    "List",
    "Map",
    "Maybe",
    "Never",
    "Nothing",
    "Number",
    "Object",
    "Ok",
    "Order",
    "Platform",
    "Posix",
    "Promise",
    "Received",
    "Record",
    "Result",
    "Resync",
    "SendWelcomeEmail",
    "Sse",
    "SseEvent",
    "SseMessage",
    "String",
    "Sub",
    "Symbol",
    "T",
    "Task",
    "TheVeryLongNameOfATypeThatSomebodyWroteOnARainyAfternoon",
    "True",
    "U",
    "Unknown",
    "UnknownMessage",
    "UserId",
    "Utf8",
    "Value",
    "WorkflowProgress",
    "X",
    "codec",
    "connect",
    "snake_type",
    "string",
    "Ünïcödé",
];

const FIELDS: &[&str] = &[
    "a",
    "alias",
    "alternating_current_of_the_second_transformer_station",
    "as_",
    "as",
    "case",
    "constructor",
    "else",
    "email",
    "exposing",
    "f_0",
    "f0",
    "first_name",
    "id",
    "if",
    "import",
    "in",
    "is",
    "let",
    "max",
    "module",
    "name",
    "not",
    "of",
    "port",
    "string",
    "then",
    "to_string",
    "type",
    "value",
    "where",
    "x1_2",
    "_private",
    "é",
    "名前",
    "a_rather_long_name_of_a_field_that_is_still_fine",
];

/// What `rename` can make of a key.
const KEYS: &[&str] = &[
    "",
    "1",
    "01",
    "1e3",
    "-1",
    "a b",
    "a-b",
    "$ref",
    "__proto__",
    "constructor",
    "toString",
    "hasOwnProperty",
    "\"quoted\"",
    "it's",
    "back\\slash",
    "two\nlines",
    "\u{2028}",
    "\u{feff}",
    "ключ",
    "鍵の名前はここにあります",
    "🦀",
    "é",
    "e\u{301}",
    "tab\t",
    "*/",
    "-}",
    "type",
    "\u{7f}",
    "'\"",
    "if",
    "a key that is so long that it takes most of a line, and that nobody would ever write",
];

const FILES: &[&[&str]] = &[
    &["index"],
    &["buildamp"],
    &["events", "email"],
    &["events", "billing", "invoice"],
    &["shared"],
    &["sse", "email"],
    &["list"],
    &["events", "string"],
];

const DOCS: &[&[&str]] = &[
    &[],
    &[],
    &[],
    &["What it is."],
    &["Two lines,", "of which this is the second."],
    &[
        "",
        "A paragraph.",
        "",
        "* a list",
        "  * within",
        "",
        "    code */ -}",
        "",
        "# Heading",
        "`x` <b> \\n {-",
    ],
    &[
        "1. one",
        "2. two   ",
        "@docs none",
        "--- ",
        "café 名前 | table |",
    ],
];

/// Some files of definitions that refer to each other.
pub fn definitions(dice: &mut Dice, count: usize) -> Vec<Definition> {
    let mut definitions: Vec<Definition> = Vec::new();
    while definitions.len() < count {
        let file: Vec<String> = dice.pick(FILES).iter().map(ToString::to_string).collect();
        let name = (*dice.pick(TYPES)).to_owned();
        if definitions
            .iter()
            .any(|other| other.file == file && other.name == name)
        {
            continue;
        }
        let params = match dice.below(6) {
            0 => vec!["T".to_owned()],
            1 => vec!["T".to_owned(), "Number".to_owned()],
            _ => Vec::new(),
        };
        let kind = if file[0] == "sse" {
            Kind::Sse
        } else {
            Kind::Plain
        };
        let durable =
            (kind == Kind::Sse).then(|| format!("{}.{}", file[1..].join("."), name.to_lowercase()));
        definitions.push(Definition {
            name,
            file,
            kind,
            durable,
            progress: false,
            docs: docs(dice),
            params,
            shape: TypeShape::Unit,
            at: At::default(),
        });
    }
    let heads: Vec<Head> = definitions
        .iter()
        .map(|definition| Head {
            file: definition.file.clone(),
            name: definition.name.clone(),
            params: definition.params.len(),
        })
        .collect();
    for definition in &mut definitions {
        let scope = Scope {
            heads: &heads,
            params: &definition.params,
        };
        definition.shape = type_shape(dice, &scope);
        use_params(definition);
    }
    definitions
}

struct Head {
    file: Vec<String>,
    name: String,
    params: usize,
}

struct Scope<'a> {
    heads: &'a [Head],
    params: &'a [String],
}

fn docs(dice: &mut Dice) -> Vec<String> {
    dice.pick(DOCS).iter().map(ToString::to_string).collect()
}

/// Rust has no unused type parameter, so a definition that has one gets a field for it.
fn use_params(definition: &mut Definition) {
    let all: Vec<Shape> = definition
        .params
        .iter()
        .cloned()
        .map(Shape::Param)
        .collect();
    if all.is_empty() {
        return;
    }
    match &mut definition.shape {
        TypeShape::Record(fields) => {
            for (index, shape) in all.into_iter().enumerate() {
                let name = format!("param_{index}");
                fields.push(WireField {
                    key: name.clone(),
                    name,
                    shape,
                    docs: Vec::new(),
                });
            }
        }
        TypeShape::Newtype(shape) => *shape = Shape::Tuple([vec![shape.clone()], all].concat()),
        TypeShape::Tuple(shapes) => shapes.extend(all),
        TypeShape::Unit => {
            definition.shape = TypeShape::Newtype(Shape::Tuple([vec![Shape::Bool], all].concat()));
        }
        TypeShape::Enum(variants) => variants.push(WireVariant {
            tag: "Params".to_owned(),
            name: "Params".to_owned(),
            body: VariantBody::Tuple([vec![Shape::Bool], all].concat()),
            docs: Vec::new(),
        }),
    }
}

fn type_shape(dice: &mut Dice, scope: &Scope) -> TypeShape {
    match dice.below(8) {
        0..=2 => TypeShape::Record(fields(dice, scope)),
        3 => TypeShape::Newtype(shape(dice, scope, 0)),
        4 => TypeShape::Tuple(shapes(dice, scope, 0)),
        5 if dice.one_in(3) => TypeShape::Unit,
        _ => TypeShape::Enum(variants(dice, scope)),
    }
}

fn shapes(dice: &mut Dice, scope: &Scope, depth: usize) -> Vec<Shape> {
    (0..2 + dice.below(4))
        .map(|_| shape(dice, scope, depth))
        .collect()
}

fn fields(dice: &mut Dice, scope: &Scope) -> Vec<WireField> {
    let mut fields: Vec<WireField> = Vec::new();
    for _ in 0..dice.below(6) {
        let name = (*dice.pick(FIELDS)).to_owned();
        let key = if dice.one_in(4) {
            (*dice.pick(KEYS)).to_owned()
        } else {
            name.clone()
        };
        if fields
            .iter()
            .all(|field| field.key != key && field.name != name)
        {
            fields.push(WireField {
                key,
                name,
                shape: shape(dice, scope, 0),
                docs: docs(dice),
            });
        }
    }
    fields
}

fn variants(dice: &mut Dice, scope: &Scope) -> Vec<WireVariant> {
    let documented = dice.one_in(3);
    let mut variants: Vec<WireVariant> = Vec::new();
    for _ in 0..dice.below(11) {
        let name = (*dice.pick(TYPES)).to_owned();
        let tag = if dice.one_in(4) {
            (*dice.pick(KEYS)).to_owned()
        } else {
            name.clone()
        };
        let body = match dice.below(6) {
            0..=2 => VariantBody::Unit,
            3 => VariantBody::Newtype(shape(dice, scope, 0)),
            4 => VariantBody::Tuple(shapes(dice, scope, 1)),
            _ => VariantBody::Record(fields(dice, scope)),
        };
        if variants
            .iter()
            .all(|variant| variant.tag != tag && variant.name != name)
        {
            let docs = if documented { docs(dice) } else { Vec::new() };
            variants.push(WireVariant {
                tag,
                name,
                body,
                docs,
            });
        }
    }
    variants
}

fn shape(dice: &mut Dice, scope: &Scope, depth: usize) -> Shape {
    let inner = |dice: &mut Dice| Box::new(shape(dice, scope, depth + 1));
    match dice.below(if depth > 3 { 6 } else { 13 }) {
        0 => Shape::Bool,
        1 => Shape::Int(*dice.pick(&[
            Int::I8,
            Int::I16,
            Int::I32,
            Int::I64,
            Int::U8,
            Int::U16,
            Int::U32,
            Int::U64,
        ])),
        2 => Shape::Float,
        3 => Shape::String,
        4 => Shape::Uuid,
        5 => Shape::Timestamp,
        6 => Shape::Option(inner(dice)),
        7 => Shape::List(inner(dice)),
        8 => {
            let length = *dice.pick(&[0, 1, 2, 3, 20]);
            Shape::Array(inner(dice), length)
        }
        9 => Shape::Tuple(shapes(dice, scope, depth + 1)),
        10 => Shape::Map(inner(dice)),
        11 if !scope.params.is_empty() => Shape::Param(dice.pick(scope.params).clone()),
        _ => {
            let head = dice.pick(scope.heads);
            let args = (0..head.params)
                .map(|_| shape(dice, scope, depth + 2))
                .collect();
            Shape::Ref {
                file: head.file.clone(),
                name: head.name.clone(),
                args,
            }
        }
    }
}
