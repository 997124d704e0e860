//! Rules about fields, and what an endpoint is, as plain data.

use std::sync::LazyLock;

use ecow::EcoString;
use serde::{Deserialize, Serialize};

use super::{Int, Usual};

/// What `#[buildamp(..)]` says about a field besides `shape` and `secret`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "one flag a rule; each is independent of the others"
)]
pub struct Rules {
    /// `Required`: there has to be something in it.
    pub required: bool,
    /// `Trim`: blanks at both ends are taken off first.
    pub trim: bool,
    /// `MinLength(3)`: in characters, or elements.
    pub min_length: Option<usize>,
    /// `MaxLength(500)`: in characters, or elements.
    pub max_length: Option<usize>,
    /// `Range(1..=10)`.
    pub range: Option<Range>,
    /// `Pattern = "[a-z]+"`: the whole text matches.
    pub pattern: Option<String>,
    /// `Email`.
    pub email: bool,
    /// `Url`.
    pub url: bool,
    /// `Default = 20`: the JSON of what stands in for a missing key.
    pub default: Option<String>,
    /// `ReadOnly`: it is in what leaves the server alone.
    pub read_only: bool,
    /// `Inject = "user_id"`: the server fills it.
    pub inject: Option<ContextKey>,
    /// What the rules are about; found once the whole model is known.
    pub on: Option<Ruled>,
    /// Whether what lies in it has rules; found once the whole model is known.
    pub within: bool,
}

impl Rules {
    /// Whether anything is looked at in a value of the field itself.
    #[must_use]
    pub fn is_looked_at(&self) -> bool {
        let Self {
            required,
            trim,
            min_length,
            max_length,
            range,
            pattern,
            email,
            url,
            ..
        } = self;
        *required
            || *trim
            || min_length.is_some()
            || max_length.is_some()
            || range.is_some()
            || pattern.is_some()
            || *email
            || *url
    }

    /// Whether a client neither sends it nor is asked for it.
    #[must_use]
    pub fn is_not_sent(&self) -> bool {
        self.read_only || self.inject.is_some()
    }
}

impl Usual for Rules {
    fn usual() -> &'static Self {
        static USUAL: LazyLock<Rules> = LazyLock::new(Rules::default);
        &USUAL
    }
}

/// The bounds of a number, as written; both are allowed themselves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Range {
    /// The least.
    pub min: Option<String>,
    /// The most.
    pub max: Option<String>,
}

/// What rules are about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ruled {
    /// Whether it need not be there (`Option`).
    pub optional: bool,
    /// What is there.
    pub of: RuledForm,
}

/// The forms that have rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RuledForm {
    /// Text.
    Text,
    /// A list or a map.
    Elements,
    /// A whole number.
    Int(Int),
    /// The same without zero.
    NonZero(Int),
    /// A number.
    Float,
    /// Anything else.
    Other,
}

/// What of the context a field can be filled with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ContextKey {
    /// `user_id`: the actor.
    UserId,
    /// `tenant`.
    Tenant,
    /// `correlation_id`.
    CorrelationId,
}

impl ContextKey {
    /// Each under its name in `Inject = "…"`.
    pub const NAMED: [(&'static str, Self); 3] = [
        ("user_id", Self::UserId),
        ("tenant", Self::Tenant),
        ("correlation_id", Self::CorrelationId),
    ];
}

/// What makes a type a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct Route {
    /// `path = "SubmitComment"`.
    pub path: String,
    /// `query`: it travels as `GET`.
    pub is_query: bool,
    /// The type beside it that answers it, as it is written there; found once the whole model is known.
    pub answer: Option<EcoString>,
    /// The keys of its input; found once the whole model is known.
    pub inputs: Vec<RouteInput>,
}

/// A key of a request's input.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RouteInput {
    /// The key.
    pub key: EcoString,
    /// Other keys that are accepted in its place.
    pub aliases: Vec<EcoString>,
    /// What its text in a query string stands for.
    pub form: InputForm,
    /// Where it comes from.
    pub given: Given,
}

/// What the text of a key in a query string stands for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InputForm {
    /// It has no form in a query string.
    Json,
    /// Text.
    Text,
    /// A number.
    Number,
    /// `true` or `false`.
    Bool,
    /// The key may stand there several times.
    List(Box<InputForm>),
}

/// Where the value of a key comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Given {
    /// From the client, always.
    Always,
    /// From the client, if it has one.
    Maybe,
    /// From the client, or this JSON.
    Default(String),
    /// From the client, or this JSON, which the rules refuse with all else that is wrong.
    Blank(String),
    /// From the server.
    Injected {
        /// What of the context.
        from: ContextKey,
        /// Whether the context need not have it.
        optional: bool,
    },
}

/// A function under `src/handlers/` that answers requests.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EndpointHandler {
    /// The function from the crate's root: `["handlers", "comments", "submit_comment"]`.
    pub path: Vec<String>,
    /// The request, by the index of its [`Item`](super::Item) in [`Model::items`](super::Model::items).
    pub request: usize,
    /// The arguments after the request, in order.
    pub takes: super::Takes,
    /// Whose context it takes, when it takes one.
    pub state: Option<super::StateOf>,
    /// The function's name in the source.
    pub at: super::At,
}
