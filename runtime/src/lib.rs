//! The engine of BuildAmp: events, deliveries, and the processor that carries them.
//!
//! Without features this is the vocabulary alone: what generated code and a browser's WASM need to name an event and
//! read it. `engine` adds what emits and delivers, `sqlite` the embedded store, `postgres` the one for many machines,
//! `http` the web server, `cron` events at certain times,
//! `services` calls of other services, `metrics` what Prometheus scrapes, `otel` traces that go through events.

// The vocabulary.
mod emission;
pub mod endpoint;
mod envelope;
mod event;
mod ids;
pub mod immediate;
pub mod int_string;
mod message;
#[doc(hidden)]
pub mod plain;
mod problem;
#[doc(hidden)]
pub mod rules;
mod secret;
mod source;
mod upcast;
mod validate;

// The engine: what emits, and what delivers.
#[cfg(feature = "engine")]
mod after;
#[cfg(feature = "engine")]
mod api;
#[cfg(feature = "engine")]
mod app;
#[cfg(feature = "engine")]
mod batch;
#[cfg(feature = "engine")]
mod clock;
#[cfg(feature = "engine")]
mod config;
#[cfg(feature = "engine")]
mod context;
#[cfg(feature = "engine")]
mod continuation;
#[cfg(feature = "engine")]
mod core;
#[cfg(feature = "cron")]
mod cron;
#[cfg(feature = "engine")]
mod doctor;
#[cfg(feature = "engine")]
mod emit;
#[cfg(feature = "engine")]
mod erase;
#[cfg(feature = "engine")]
mod error;
#[cfg(feature = "engine")]
mod expect;
#[cfg(feature = "engine")]
mod inbox;
#[cfg(feature = "engine")]
mod limit;
#[cfg(feature = "engine")]
mod metrics;
#[cfg(feature = "engine")]
mod mode;
#[cfg(feature = "engine")]
mod operations;
#[cfg(feature = "engine")]
mod outcome;
#[cfg(feature = "engine")]
mod part;
#[cfg(feature = "engine")]
mod process;
#[cfg(feature = "engine")]
mod processor;
#[cfg(feature = "engine")]
mod progress;
#[cfg(feature = "engine")]
mod result;
#[cfg(feature = "engine")]
mod retry;
#[cfg(feature = "engine")]
mod send;
#[cfg(feature = "engine")]
mod service;
#[cfg(feature = "services")]
mod services;
#[cfg(feature = "engine")]
mod session;
#[cfg(feature = "engine")]
mod spans;
#[cfg(feature = "engine")]
mod step;
#[cfg(feature = "engine")]
mod store;
#[cfg(feature = "engine")]
mod subscribe;
#[cfg(all(feature = "engine", feature = "sqlite"))]
pub mod testing;
#[cfg(feature = "engine")]
mod trace;
#[cfg(feature = "engine")]
mod tx;
#[cfg(feature = "engine")]
mod waiters;
#[cfg(feature = "engine")]
pub mod webhook;

/// What BuildAmp takes for granted of its database, case by case, to be tried with one of yours: another version or make of the
/// server, a proxy in front of it, a file system.
#[cfg(all(feature = "conformance", any(feature = "sqlite", feature = "postgres")))]
pub mod conformance {
    pub use crate::store::conformance::{Case, cases};
}

// The edge.
#[cfg(feature = "http")]
mod http;
#[cfg(feature = "http")]
mod serve;

pub use emission::{Due, Emission, EmitOptions, KeyScope};
pub use endpoint::Endpoint;
pub use envelope::{Envelope, SpecVersion};
pub use event::{Event, Keep, Overflow, Priority, Retry, SseMessage};
pub use ids::{CorrelationId, EventId, InvalidId};
pub use jiff::Timestamp;
pub use message::{ProgressState, Resync, ResyncReason, WorkflowProgress};
pub use problem::Problem;
pub use serde;
pub use serde_json;
pub use source::EventSource;
pub use upcast::{BoxError, IntoUpcast, PayloadError, Upcast};
pub use validate::{FieldError, Place, Validate};

#[cfg(any(feature = "sqlite", feature = "postgres"))]
pub use sqlx;
#[cfg(feature = "postgres")]
pub use store::postgres::PostgresExecutor;
#[cfg(feature = "sqlite")]
pub use store::sqlite::{SqliteExecutor, SqliteGuard};
#[cfg(any(feature = "sqlite", feature = "postgres"))]
pub use tx::Joined;
#[cfg(feature = "engine")]
pub use {
    app::{App, ShutdownHandle},
    batch::{Batch, BatchEnd, BatchOutcome, IntoBatchEnd},
    clock::{Clock, ManualClock, SystemClock},
    config::{
        Config, HttpConfig, ImmediateConfig, MetricsConfig, ProcessorConfig, RetentionConfig,
        RetryConfig, SecureCookie, ServicesConfig, SessionConfig, SseConfig, StoreConfig, Tenancy,
        WhenFull,
    },
    context::{Context, HasState},
    doctor::{Finding, Verdict},
    erase::{Erasable, Erasure, ErasureKind, ErasureScope},
    error::{Error, Result},
    expect::{Expect, Overdue},
    limit::{Limits, Rate},
    metrics::{EventQueue, Metrics, Processed},
    mode::Mode,
    operations::{Cursor, Operations, Page},
    outcome::{Fatal, IntoOutcome, MAX_RESULT, Outcome, RetryAfter, Returned, Settle},
    send::{Sending, SendingInTx},
    service::{
        Answered, CallNames, Callable, Content, Failed, Follow, Method, ServiceCall, Target,
    },
    session::Session,
    store::{
        Attempt, CallFilter, Consumer, DataLoss, Database, DeadReason, Delivery, DeliveryAction,
        DeliveryCounts, DeliveryFilter, DeliveryId, Difference, Differs, EventFilter, Expectation,
        Migration, RecordedCall, Schedule, Schema, Start, State, Stats, Worker,
    },
    subscribe::Handlers,
    trace::{Trace, Traced, TracedDelivery},
    tx::Tx,
    webhook::Webhook,
};

#[cfg(feature = "cron")]
pub use cron::{Cron, Missed};

#[cfg(feature = "services")]
pub use service::{CallError, CallFailure};

#[cfg(feature = "http")]
pub use http::{RequestLayer, RequestService};

/// Keeps what generated code writes for the engine only where the engine is.
#[cfg(feature = "engine")]
#[doc(hidden)]
#[macro_export]
macro_rules! __engine {
    ($($item:item)*) => { $($item)* };
}

/// Keeps what generated code writes for the engine only where the engine is.
#[cfg(not(feature = "engine"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __engine {
    ($($item:item)*) => {};
}
