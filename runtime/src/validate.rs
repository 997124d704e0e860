//! Rules about the fields of a request, and what is told of those that are broken.

use std::{
    collections::{BTreeMap, HashMap, VecDeque},
    fmt,
};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// A rule that a field of a request breaks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldError {
    /// The way to the field in the JSON: `text`, `items[2].name`; empty for the input as a whole.
    pub field: String,
    /// Which rule: `required`, `min_length`, `max_length`, `range`, `pattern`, `email`, `url`, `type`, or one of your own.
    pub code: String,
    /// The rule's numbers and what was there instead: `{"max": 500, "actual": 501}`.
    #[serde(default)]
    pub params: Map<String, Value>,
}

impl FieldError {
    /// A field and the rule that it breaks.
    pub fn new(field: impl Into<String>, code: impl Into<String>) -> Self {
        Self {
            field: field.into(),
            code: code.into(),
            params: Map::new(),
        }
    }

    /// Adds a parameter; one that cannot be written as JSON is `null`.
    #[must_use]
    pub fn param(mut self, name: impl Into<String>, value: impl Serialize) -> Self {
        let value = serde_json::to_value(value).unwrap_or_default();
        self.params.insert(name.into(), value);
        self
    }
}

/// The way to a value that is looked at.
#[derive(Debug, Clone, Copy)]
pub enum Place<'a> {
    /// The whole.
    Top,
    /// A key of an object.
    Field(&'a Self, &'a str),
    /// An element of an array.
    Element(&'a Self, usize),
}

impl Place<'_> {
    /// A key of the object here.
    #[must_use]
    pub fn field<'b>(&'b self, name: &'b str) -> Place<'b> {
        Place::Field(self, name)
    }

    /// An element of the array here.
    #[must_use]
    pub fn element(&self, number: usize) -> Place<'_> {
        Place::Element(self, number)
    }
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Top => Ok(()),
            Self::Field(Self::Top, name) => f.write_str(name),
            Self::Field(above, name) => write!(f, "{above}.{name}"),
            Self::Element(above, number) => write!(f, "{above}[{number}]"),
        }
    }
}

/// What has rules: `#[buildamp(Required, MaxLength(500))]` on its fields, or on those of what lies in it.
///
/// Implemented by BuildAmp for requests, and for the types in them that have rules.
#[diagnostic::on_unimplemented(
    message = "the rules of what lies in `{Self}` cannot be looked at",
    note = "rules are followed through structs, `Option`, `Box`, `Vec`, `VecDeque`, arrays and the values of maps"
)]
pub trait Validate {
    /// Looks at all rules, trims what is to be trimmed, and adds each rule that is broken. `at` is the way to this value.
    fn validate_at(&mut self, at: &Place<'_>, errors: &mut Vec<FieldError>);

    /// Looks at all rules, and trims what is to be trimmed.
    ///
    /// # Errors
    /// Every rule that is broken, in the order of the fields.
    fn validate(&mut self) -> Result<(), Vec<FieldError>> {
        let mut errors = Vec::new();
        self.validate_at(&Place::Top, &mut errors);
        if errors.is_empty() {
            Ok(())
        } else {
            Err(errors)
        }
    }
}

impl<T: Validate> Validate for Option<T> {
    fn validate_at(&mut self, at: &Place<'_>, errors: &mut Vec<FieldError>) {
        if let Some(value) = self {
            value.validate_at(at, errors);
        }
    }
}

impl<T: Validate + ?Sized> Validate for Box<T> {
    fn validate_at(&mut self, at: &Place<'_>, errors: &mut Vec<FieldError>) {
        (**self).validate_at(at, errors);
    }
}

impl<T: Validate> Validate for [T] {
    fn validate_at(&mut self, at: &Place<'_>, errors: &mut Vec<FieldError>) {
        each(self.iter_mut(), at, errors);
    }
}

impl<T: Validate, const N: usize> Validate for [T; N] {
    fn validate_at(&mut self, at: &Place<'_>, errors: &mut Vec<FieldError>) {
        each(self.iter_mut(), at, errors);
    }
}

impl<T: Validate> Validate for Vec<T> {
    fn validate_at(&mut self, at: &Place<'_>, errors: &mut Vec<FieldError>) {
        each(self.iter_mut(), at, errors);
    }
}

impl<T: Validate> Validate for VecDeque<T> {
    fn validate_at(&mut self, at: &Place<'_>, errors: &mut Vec<FieldError>) {
        each(self.iter_mut(), at, errors);
    }
}

impl<K: fmt::Display, T: Validate> Validate for BTreeMap<K, T> {
    fn validate_at(&mut self, at: &Place<'_>, errors: &mut Vec<FieldError>) {
        for (key, value) in self {
            value.validate_at(&at.field(&key.to_string()), errors);
        }
    }
}

impl<K: fmt::Display, T: Validate, S> Validate for HashMap<K, T, S> {
    fn validate_at(&mut self, at: &Place<'_>, errors: &mut Vec<FieldError>) {
        for (key, value) in self {
            value.validate_at(&at.field(&key.to_string()), errors);
        }
    }
}

fn each<'v, T: Validate + 'v>(
    values: impl Iterator<Item = &'v mut T>,
    at: &Place<'_>,
    errors: &mut Vec<FieldError>,
) {
    for (number, value) in values.enumerate() {
        value.validate_at(&at.element(number), errors);
    }
}
