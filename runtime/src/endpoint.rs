//! What a request is: a type that arrives at a path, what stands in its input, and what answers it.

use serde::{Serialize, de::DeserializeOwned};

use crate::Validate;

/// A request to the application, which `POST /api/<PATH>` carries as JSON, or `GET` in its query string.
///
/// Implemented by BuildAmp for each struct under `src/models/**/api/` with `#[buildamp(path = "…")]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a request to an endpoint",
    label = "not a request",
    note = "write `#[buildamp(path = \"SubmitComment\")] pub struct SubmitCommentReq {{ … }}` below `src/models/api/`, and `pub struct SubmitCommentRes {{ … }}` beside it"
)]
pub trait Endpoint: DeserializeOwned + Validate + Send + 'static {
    /// What answers it.
    type Response: Serialize + Send + 'static;
    /// The path behind `/api/`: `SubmitComment`. Segments of letters, digits, `-`, `_` and `.`, divided by `/`.
    const PATH: &'static str;
    /// Whether it is a question that changes nothing, which travels as `GET` with the input in the query string.
    const QUERY: bool = false;
    /// What is known of the keys of its input; a key that is not among them is JSON of some form that may be there.
    const INPUTS: &'static [Input] = &[];
}

/// A key of a request's input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Input {
    /// The key.
    pub name: &'static str,
    /// Other keys that are accepted in its place.
    pub aliases: &'static [&'static str],
    /// What its text in a query string stands for.
    pub form: Form,
    /// Where it comes from.
    pub given: Given,
}

/// What the text of a key in a query string stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// JSON: in a query string it has no other form.
    Json,
    /// Text as it stands.
    Text,
    /// A number.
    Number,
    /// `true` or `false`.
    Bool,
    /// A key that may stand there several times, each time with one of these.
    List(&'static Form),
}

/// Where the value of a key comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Given {
    /// From the client, always.
    Always,
    /// From the client, if it has one.
    Maybe,
    /// From the client, or this JSON where it leaves the key out.
    Default(&'static str),
    /// From the client, or this JSON where it leaves the key out or says `null`: what the type's own rules then refuse
    /// together with all else that is wrong.
    Blank(&'static str),
    /// From the server; what a client sends is ignored.
    Injected {
        /// What of the context.
        from: ContextKey,
        /// Whether the context need not have it.
        optional: bool,
    },
}

/// What of the context a field can be filled with: `#[buildamp(Inject = "user_id")]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ContextKey {
    /// `user_id`: the actor, who is signed in.
    UserId,
    /// `tenant`: whose data it is.
    Tenant,
    /// `correlation_id`: what ties together all that the request sets off.
    CorrelationId,
}
