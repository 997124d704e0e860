//! What the tests share: a few events, and a state that keeps what handlers note.

use std::{
    fmt::Write as _,
    sync::{Arc, Mutex, OnceLock},
    time::Duration,
};

use tracing_subscriber::{Layer, layer::SubscriberExt as _};

use buildamp_runtime::{App, Config, Context, EventId, Result, State, testing::TestApp};

macro_rules! event {
    ($name:ident { $($field:ident: $ty:ty),* } = $event_type:literal) => {
        #[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
        pub struct $name {
            $(pub $field: $ty),*
        }

        impl buildamp_runtime::Event for $name {
            const TYPE: &'static str = $event_type;
        }
    };
}
pub(crate) use event;

macro_rules! message {
    ($name:ident { $($field:ident: $ty:ty),* } = $message_type:literal) => {
        #[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
        pub struct $name {
            $(pub $field: $ty),*
        }

        impl buildamp_runtime::SseMessage for $name {
            const TYPE: &'static str = $message_type;
        }
    };
}

event!(Welcome { email: String } = "email.welcome");
event!(Placed { number: u32 } = "shop.order.placed");
event!(Paid { number: u32 } = "shop.order.paid");
message!(Told { text: String } = "desk.told");

pub fn told(text: impl Into<String>) -> Told {
    Told { text: text.into() }
}

/// What the session of this context was told.
pub async fn heard<S: Send + Sync + 'static>(
    app: &TestApp<S>,
    cx: &Context<S>,
) -> Result<Vec<String>> {
    let told = app.sent::<Told>(cx).await?;
    Ok(told.into_iter().map(|told| told.text).collect())
}

pub fn welcome() -> Welcome {
    Welcome {
        email: "ada@example.com".to_owned(),
    }
}

/// What handlers noted, in order.
#[derive(Debug, Clone, Default)]
pub struct Notes(Arc<Mutex<Vec<String>>>);

impl Notes {
    pub fn add(&self, note: impl Into<Note>) {
        self.0.lock().unwrap().push(note.into().0);
    }

    pub fn all(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }

    pub fn len(&self) -> usize {
        self.all().len()
    }
}

/// What can be noted: text and numbers.
pub struct Note(String);

impl From<&str> for Note {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl From<String> for Note {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl From<u32> for Note {
    fn from(number: u32) -> Self {
        Self(number.to_string())
    }
}

pub type Cx = Context<Notes>;

/// An application that keeps notes, without handlers.
pub fn app(notes: &Notes) -> App<Notes> {
    App::new(Config::default()).state(notes.clone())
}

/// A configuration on a database of this folder, quick enough for tests in real time.
pub fn config(folder: &tempfile::TempDir) -> Config {
    let mut config = Config::default();
    config.store.url = format!("sqlite:{}", folder.path().join("app.db").display());
    config.processor.lease = Duration::from_secs(1);
    config.processor.tx_timeout = Duration::from_millis(400);
    config.processor.poll = Duration::from_millis(20);
    config
}

/// Asks again and again until it is so; fails after ten seconds.
pub async fn until<F: Future<Output = bool>>(mut so: impl FnMut() -> F) {
    for _ in 0..1000 {
        if so().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("it did not come to pass within ten seconds");
}

/// The states of all deliveries of one event, with how their attempts ended.
pub async fn story<S: Send + Sync + 'static>(
    app: &App<S>,
    event: EventId,
) -> Result<Vec<(State, Vec<String>)>> {
    let trace = app.trace(event.into()).await?;
    let traced = trace
        .events
        .into_iter()
        .find(|traced| traced.event.id == event);
    let deliveries = traced.map(|traced| traced.deliveries).unwrap_or_default();
    let outcomes = |attempts: Vec<buildamp_runtime::Attempt>| {
        attempts.into_iter().map(|one| one.outcome).collect()
    };
    Ok(deliveries
        .into_iter()
        .map(|one| (one.delivery.state, outcomes(one.attempts)))
        .collect())
}

/// How the attempts of a consumer ended.
pub async fn outcomes_of<S: Send + Sync + 'static>(
    app: &TestApp<S>,
    consumer: &str,
) -> Result<Vec<String>> {
    Ok(app
        .attempts_of(consumer)
        .await?
        .into_iter()
        .map(|attempt| attempt.outcome)
        .collect())
}

/// What is logged in the test's own thread, each event as its fields say it.
#[derive(Clone, Default)]
pub struct Log(Arc<Mutex<Vec<String>>>);

impl Log {
    /// Listens until the guard is dropped.
    pub fn listen() -> (Self, tracing::subscriber::DefaultGuard) {
        // Where a listener is the only one, tracing asks the thread that first comes by whether anybody wants what is logged
        // there, for good; and that may be another test's, on which nobody listens. With a second one it asks both.
        static SECOND: OnceLock<tracing::Dispatch> = OnceLock::new();
        SECOND.get_or_init(|| tracing::Dispatch::new(tracing_subscriber::registry()));
        let log = Self::default();
        let subscriber = tracing_subscriber::registry().with(log.clone());
        (log, tracing::subscriber::set_default(subscriber))
    }

    pub fn has(&self, text: &str) -> bool {
        self.0
            .lock()
            .unwrap()
            .iter()
            .any(|line| line.contains(text))
    }
}

impl<S: tracing::Subscriber> Layer<S> for Log {
    fn on_event(&self, event: &tracing::Event<'_>, _: tracing_subscriber::layer::Context<'_, S>) {
        let mut line = Line(format!("{}", event.metadata().level()));
        event.record(&mut line);
        self.0.lock().unwrap().push(line.0);
    }
}

struct Line(String);

impl tracing::field::Visit for Line {
    fn record_debug(&mut self, field: &tracing::field::Field, value: &dyn std::fmt::Debug) {
        // Writing into a text cannot fail.
        let _ = write!(self.0, " {field}={value:?}");
    }
}
