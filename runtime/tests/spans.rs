//! Spans around emits and attempts, and the traces that go through them.

use std::{
    collections::BTreeMap,
    fmt::Debug,
    sync::{Arc, LazyLock, Mutex},
};

use buildamp_runtime::{
    App, Config, Context as Cx, Event as _, Result, WorkflowProgress, testing::TestApp,
};
use tracing::{
    Event, Subscriber,
    field::{Field, Visit},
    span::{Attributes, Id, Record},
    subscriber::set_global_default,
};
use tracing_subscriber::{Layer, layer::Context, layer::SubscriberExt as _, registry::LookupSpan};

use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Default)]
struct Fields(BTreeMap<&'static str, String>);

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        let text = format!("{value:?}").trim_matches('"').to_owned();
        self.0.insert(field.name(), text);
    }
}

/// Notes each line that is logged, behind the spans that it is in, and each span that ends.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<String>>>);

impl Log {
    fn all(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }
}

impl<S: Subscriber + for<'l> LookupSpan<'l>> Layer<S> for Log {
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, cx: Context<'_, S>) {
        let mut fields = Fields::default();
        attributes.record(&mut fields);
        cx.span(id).unwrap().extensions_mut().insert(fields);
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, cx: Context<'_, S>) {
        let span = cx.span(id).unwrap();
        values.record(span.extensions_mut().get_mut::<Fields>().unwrap());
    }

    fn on_event(&self, event: &Event<'_>, cx: Context<'_, S>) {
        let mut line = Fields::default();
        event.record(&mut line);
        let spans = cx
            .event_scope(event)
            .into_iter()
            .flat_map(tracing_subscriber::registry::Scope::from_root);
        let spans: Vec<String> = spans
            .map(|span| {
                format!(
                    "{} {:?}",
                    span.name(),
                    span.extensions().get::<Fields>().unwrap().0
                )
            })
            .collect();
        self.0
            .lock()
            .unwrap()
            .push(format!("{}: {:?}", spans.join(" > "), line.0));
    }

    fn on_close(&self, id: Id, cx: Context<'_, S>) {
        let span = cx.span(&id).unwrap();
        let fields = span.extensions().get::<Fields>().unwrap().0.clone();
        self.0
            .lock()
            .unwrap()
            .push(format!("{} {fields:?}", span.name()));
    }
}

/// What all tests of this process log and trace, since who listens is the whole process's.
struct Heard {
    log: Log,
    #[cfg(feature = "otel")]
    traces: opentelemetry_sdk::trace::InMemorySpanExporter,
}

static HEARD: LazyLock<Heard> = LazyLock::new(|| {
    let log = Log::default();
    let subscriber = tracing_subscriber::registry().with(log.clone());
    #[cfg(feature = "otel")]
    let (subscriber, traces) = {
        use opentelemetry::trace::TracerProvider as _;
        use opentelemetry_sdk::trace::{InMemorySpanExporter, SdkTracerProvider};

        let traces = InMemorySpanExporter::default();
        let provider = SdkTracerProvider::builder().with_simple_exporter(traces.clone());
        let layer = tracing_opentelemetry::layer().with_tracer(provider.build().tracer("test"));
        (subscriber.with(layer), traces)
    };
    set_global_default(subscriber).unwrap();
    Heard {
        log,
        #[cfg(feature = "otel")]
        traces,
    }
});

macro_rules! event {
    ($name:ident = $event_type:literal) => {
        #[derive(Debug, Clone, Serialize, Deserialize)]
        struct $name {
            text: String,
        }

        impl buildamp_runtime::Event for $name {
            const TYPE: &'static str = $event_type;
        }
    };
}

event!(Noted = "desk.noted");

fn config(folder: &tempfile::TempDir) -> Config {
    let mut config = Config::default();
    config.store.url = format!("sqlite:{}", folder.path().join("app.db").display());
    config
}

/// What a handler logs says of itself which event and attempt it belongs to; neither data nor sessions are told.
#[tokio::test]
async fn b37_a_handler_logs_within_the_span_of_its_attempt() -> Result<()> {
    let log = &HEARD.log;
    let folder = tempfile::tempdir()?;
    let app = App::new(config(&folder)).on("file", |_: Noted, _: Cx| async {
        tracing::info!("filing");
        Ok::<_, buildamp_runtime::Error>(())
    });
    let cx = app.context().with_session("secret-session");
    let text = "secret-text".to_owned();
    let id = cx.emit(Noted { text }).await?;
    app.run_until_empty().await?;
    let (_, deliveries) = app.operations().event(id).await?;
    let (log, delivery) = (log.all(), deliveries[0].delivery.id);
    let of = Noted::TYPE;
    let emit = format!(
        r#"buildamp.emit {{"event_id": "{id}", "event_type": "{of}", "tenant": "default"}}"#
    );
    assert!(log.contains(&emit), "{log:#?}");
    let line = format!(
        r#"buildamp.process {{"attempt": "1", "consumer": "file", "delivery": "{delivery}", "event_id": "{id}", "event_type": "{of}", "tenant": "default"}}: {{"message": "filing"}}"#
    );
    assert!(log.contains(&line), "{log:#?}");
    assert!(!log.join("").contains("secret-"), "{log:#?}");
    Ok(())
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Paid {
    how: String,
    number: String,
    pin: u32,
}

impl buildamp_runtime::Event for Paid {
    const TYPE: &'static str = "desk.paid";
    const PROGRESS: bool = true;
    const SECRETS: &'static [&'static str] = &["number", "pin"];
}

/// Longer than what stands in ids and times by chance.
const NUMBER: &str = "4111-1111-1111\"secret";
const PIN: u32 = 3_141_592_653;
const ODD_NUMBER: u64 = 4_111_111_113_141_592_653;

/// What another build takes for the same.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct PaidOddly {
    number: u64,
}

impl buildamp_runtime::Event for PaidOddly {
    const TYPE: &'static str = Paid::TYPE;
    const PROGRESS: bool = true;
}

/// Carried to the handler as it is, a secret is in nothing that is told of it: not when the handler fails with it, panics with it
/// or cannot read it.
#[tokio::test]
async fn a_secret_is_in_no_log_no_record_of_an_attempt_and_no_message() -> Result<()> {
    let log = &HEARD.log;
    let app = App::new(Config::default()).on("pay", |paid: Paid, _: Cx| async move {
        assert_ne!(
            paid.how, "panics",
            "no such card as {} {}",
            paid.number, paid.pin
        );
        assert_eq!(
            (paid.number.as_str(), paid.pin),
            (NUMBER, PIN),
            "it is carried"
        );
        let cause = std::io::Error::other(format!("{:?}: {}", paid.number, paid.pin));
        Err::<(), _>(anyhow::Error::new(cause).context(format!("refused: {}", paid.number)))
    });
    let app = TestApp::new(app).await?;
    let session = app.session().await?;
    for how in ["fails", "panics"] {
        let (how, number, pin) = (how.to_owned(), NUMBER.to_owned(), PIN);
        session.emit(Paid { how, number, pin }).await?;
    }
    let number = ODD_NUMBER;
    session.emit(PaidOddly { number }).await?;
    app.run_until_idle().await?;
    let attempts = app.attempts_of("pay").await?;
    let errors: Vec<&str> = attempts
        .iter()
        .filter_map(|it| it.error.as_deref())
        .collect();
    assert_eq!(errors.len(), 3, "{errors:?}");
    let hidden = errors.iter().filter(|error| error.contains("[secret]"));
    assert_eq!(hidden.count(), 2, "{errors:?}");
    assert!(
        errors.iter().any(|error| error.contains("at `number`")),
        "{errors:?}"
    );
    let told = app.sent::<WorkflowProgress>(&session).await?;
    assert!(told.len() >= 6, "{told:?}");
    let told = format!("{errors:?} {told:?} {:?}", log.all());
    for secret in ["4111-1111", &PIN.to_string(), &ODD_NUMBER.to_string()] {
        assert!(!told.contains(secret), "{told}");
    }
    Ok(())
}

#[cfg(feature = "otel")]
event!(Asked = "desk.asked");
#[cfg(feature = "otel")]
event!(Answered = "desk.answered");

/// Two applications on one database, as two processes would have them: one trace from the request to the last handler.
#[cfg(feature = "otel")]
#[tokio::test]
async fn b37_one_trace_goes_through_events_and_processes() -> Result<()> {
    use opentelemetry::trace::SpanId;
    use opentelemetry_sdk::trace::SpanData;

    let traces = &HEARD.traces;
    let folder = tempfile::tempdir()?;
    let answer =
        |Asked { text }: Asked, cx: Cx| async move { cx.emit(Answered { text }).await.map(drop) };
    let web = App::new(config(&folder)).on("answer", answer);
    let worker = App::new(config(&folder)).on("file", |_: Answered, _| async {
        Ok::<_, buildamp_runtime::Error>(())
    });
    worker.consumers().await?;
    let request = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    let cx = web.context().with_traceparent(request);
    let text = String::new();
    cx.emit(Asked { text }).await?;
    web.run_until_empty().await?;
    worker.run_until_empty().await?;
    let all = buildamp_runtime::EventFilter::default();
    let events = web.operations().events(&all, None, 9).await?.items;
    let stored = events.into_iter().rev();
    let written: Vec<_> = stored.map(|event| event.traceparent.unwrap()).collect();
    let spans = traces.get_finished_spans().unwrap();
    let of = |name: &str, event_type: &str| -> &SpanData {
        let is_of = |span: &&SpanData| {
            let mut attributes = span.attributes.iter();
            span.name == name && attributes.any(|one| one.value.as_str() == event_type)
        };
        let found = spans.iter().find(is_of);
        found.unwrap_or_else(|| panic!("{name} {event_type}: {spans:#?}"))
    };
    let hops = [
        of("buildamp.emit", Asked::TYPE),
        of("buildamp.process", Asked::TYPE),
        of("buildamp.emit", Answered::TYPE),
        of("buildamp.process", Answered::TYPE),
    ];
    let mut parent = SpanId::from_hex("b7ad6b7169203331").unwrap();
    for hop in hops {
        let trace = hop.span_context.trace_id().to_string();
        assert_eq!(trace, "0af7651916cd43dd8448eb211c80319c", "{hop:#?}");
        assert_eq!(hop.parent_span_id, parent, "{hop:#?}");
        parent = hop.span_context.span_id();
    }
    let names = |hop: &SpanData| {
        let (trace, span) = (hop.span_context.trace_id(), hop.span_context.span_id());
        format!("00-{trace}-{span}-01")
    };
    assert_eq!(written, [names(hops[0]), names(hops[2])]);
    Ok(())
}
