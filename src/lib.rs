// The README's code is checked by `tests/readme.rs`; as a doc test it would need a build script.
#![cfg_attr(not(doctest), doc = include_str!("../README.md"))]

#[cfg(feature = "sqlite")]
pub use buildamp_macros::test;
pub use buildamp_macros::{
    BuildAmpEvent, BuildAmpSSE, BuildAmpServiceCall, BuildAmpWebhook, buildamp,
};
pub use buildamp_runtime::*;

/// What most files of an application use: `use buildamp::prelude::*;`.
pub mod prelude {
    #[cfg(feature = "engine")]
    pub use crate::{App, Context, Fatal, RetryAfter, Session, Settle, Tx};
    pub use crate::{
        CorrelationId, Emission, Envelope, Event, EventId, Priority, SseMessage, Timestamp,
        buildamp,
    };
}

/// Brings in what `buildamp_codegen::build()` wrote, as `pub mod generated`: the impls and scheduling functions of the
/// models, and the registry of their handlers.
#[macro_export]
macro_rules! include_generated {
    () => {
        /// Written by BuildAmp: the impls of the models and the registry of their handlers.
        pub mod generated {
            include!(concat!(env!("OUT_DIR"), "/buildamp.rs"));
        }
    };
}
