//! From the text of `buildamp.toml` to values: which keys there are, and what each of them may be.

use std::{collections::BTreeMap, ops::Range, path::Path, time::Duration};

use jiff::{Span, SpanRelativeTo};
use serde::{Deserialize, de::IgnoredAny};
use toml::{Spanned, Value};

use super::{
    Config, ImmediateConfig, ProcessorConfig, SecureCookie, ServicesConfig, SessionConfig,
    SseConfig, Tenancy, WhenFull, variables,
};
use crate::{Error, Keep, Result};

/// The keys. Each value waits as it was written until `${}` in it has been replaced.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    application: Option<Spanned<Value>>,
    instance: Option<Spanned<Value>>,
    tenancy: Option<Spanned<Value>>,
    #[serde(default)]
    store: Store,
    #[serde(default)]
    processor: Processor,
    #[serde(default)]
    retry: Retry,
    #[serde(default)]
    retention: Retention,
    #[serde(default)]
    http: Http,
    #[serde(default)]
    session: Session,
    #[serde(default)]
    sse: Sse,
    #[serde(default)]
    metrics: Metrics,
    #[serde(default)]
    services: Services,
    #[serde(default)]
    immediate: Immediate,
    /// For the build script and the command line; read there.
    #[serde(rename = "generate")]
    _generate: Option<IgnoredAny>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct Store {
    url: Option<Spanned<Value>>,
    tenant_role: Option<Spanned<Value>>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct Processor {
    workers: Option<Spanned<Value>>,
    lease: Option<Spanned<Value>>,
    poll: Option<Spanned<Value>>,
    tx_timeout: Option<Spanned<Value>>,
    drain: Option<Spanned<Value>>,
    timeout: Option<Spanned<Value>>,
    max_attempts: Option<Spanned<Value>>,
    max_lost: Option<Spanned<Value>>,
    ephemeral_queue: Option<Spanned<Value>>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct Retry {
    base: Option<Spanned<Value>>,
    cap: Option<Spanned<Value>>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct Retention {
    succeeded: Option<Spanned<Value>>,
    dead: Option<Spanned<Value>>,
    inbox: Option<Spanned<Value>>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct Http {
    address: Option<Spanned<Value>>,
    base_path: Option<Spanned<Value>>,
    max_body: Option<Spanned<Value>>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct Session {
    cookie: Option<Spanned<Value>>,
    idle: Option<Spanned<Value>>,
    max_age: Option<Spanned<Value>>,
    secure: Option<Spanned<Value>>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct Sse {
    history: Option<Spanned<Value>>,
    history_age: Option<Spanned<Value>>,
    queue: Option<Spanned<Value>>,
    keep_alive: Option<Spanned<Value>>,
    max_connections: Option<Spanned<Value>>,
    max_connections_per_session: Option<Spanned<Value>>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct Metrics {
    namespace: Option<Spanned<Value>>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct Services {
    allow: Option<Spanned<Vec<String>>>,
    replace: Option<Spanned<BTreeMap<String, String>>>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct Immediate {
    queue: Option<Spanned<Value>>,
    when_full: Option<Spanned<Value>>,
    timers: Option<Spanned<Value>>,
    history: Option<Spanned<Value>>,
}

/// Reads the text of a `buildamp.toml` that lies in `folder`.
pub(super) fn config(
    text: &str,
    folder: &Path,
    variable: impl Fn(&str) -> Option<String>,
) -> Result<Config> {
    // What toml says of an unknown key has its line, the line itself and the keys that there are.
    let file: File = toml::from_str(text).map_err(|error| Error::Config(error.to_string()))?;
    let read = Reader {
        text,
        variable: &variable,
    };
    let as_it_is = |text: &str| Ok(text.to_owned());
    let mut config = Config::default();
    read.put(
        &mut config.application,
        "application",
        file.application,
        as_it_is,
    )?;
    read.put(
        &mut config.instance,
        "instance",
        file.instance,
        |instance| Ok(Some(instance.to_owned())),
    )?;
    read.put(&mut config.tenancy, "tenancy", file.tenancy, tenancy)?;
    read.put(&mut config.store.url, "store.url", file.store.url, as_it_is)?;
    read.put(
        &mut config.store.tenant_role,
        "store.tenant_role",
        file.store.tenant_role,
        |role| Ok(Some(role.to_owned())),
    )?;
    config.store.url = beside(folder, &config.store.url);
    read.processor(&mut config.processor, file.processor)?;
    read.put(
        &mut config.retry.base,
        "retry.base",
        file.retry.base,
        duration,
    )?;
    read.put(&mut config.retry.cap, "retry.cap", file.retry.cap, duration)?;
    read.put(
        &mut config.retention.succeeded,
        "retention.succeeded",
        file.retention.succeeded,
        keep,
    )?;
    read.put(
        &mut config.retention.dead,
        "retention.dead",
        file.retention.dead,
        keep,
    )?;
    read.put(
        &mut config.retention.inbox,
        "retention.inbox",
        file.retention.inbox,
        keep,
    )?;
    read.put(
        &mut config.http.address,
        "http.address",
        file.http.address,
        as_it_is,
    )?;
    read.put(
        &mut config.http.base_path,
        "http.base_path",
        file.http.base_path,
        as_it_is,
    )?;
    read.put(
        &mut config.http.max_body,
        "http.max_body",
        file.http.max_body,
        count,
    )?;
    read.session(&mut config.session, file.session)?;
    read.sse(&mut config.sse, file.sse)?;
    read.put(
        &mut config.metrics.namespace,
        "metrics.namespace",
        file.metrics.namespace,
        as_it_is,
    )?;
    read.services(&mut config.services, file.services)?;
    read.immediate(&mut config.immediate, file.immediate)?;
    Ok(config)
}

struct Reader<'a> {
    text: &'a str,
    variable: &'a dyn Fn(&str) -> Option<String>,
}

impl Reader<'_> {
    fn processor(&self, config: &mut ProcessorConfig, file: Processor) -> Result<()> {
        self.put(
            &mut config.workers,
            "processor.workers",
            file.workers,
            count,
        )?;
        self.put(&mut config.lease, "processor.lease", file.lease, duration)?;
        self.put(&mut config.poll, "processor.poll", file.poll, duration)?;
        self.put(
            &mut config.tx_timeout,
            "processor.tx_timeout",
            file.tx_timeout,
            duration,
        )?;
        self.put(&mut config.drain, "processor.drain", file.drain, duration)?;
        self.put(
            &mut config.timeout,
            "processor.timeout",
            file.timeout,
            |text| duration(text).map(Some),
        )?;
        self.put(
            &mut config.max_attempts,
            "processor.max_attempts",
            file.max_attempts,
            count,
        )?;
        self.put(
            &mut config.max_lost,
            "processor.max_lost",
            file.max_lost,
            count,
        )?;
        self.put(
            &mut config.ephemeral_queue,
            "processor.ephemeral_queue",
            file.ephemeral_queue,
            count,
        )
    }

    fn session(&self, config: &mut SessionConfig, file: Session) -> Result<()> {
        let some = |text: &str| Ok(Some(text.to_owned()));
        self.put(&mut config.cookie, "session.cookie", file.cookie, some)?;
        self.put(&mut config.idle, "session.idle", file.idle, duration)?;
        self.put(
            &mut config.max_age,
            "session.max_age",
            file.max_age,
            duration,
        )?;
        self.put(&mut config.secure, "session.secure", file.secure, secure)
    }

    fn sse(&self, config: &mut SseConfig, file: Sse) -> Result<()> {
        self.put(&mut config.history, "sse.history", file.history, count)?;
        self.put(
            &mut config.history_age,
            "sse.history_age",
            file.history_age,
            duration,
        )?;
        self.put(&mut config.queue, "sse.queue", file.queue, count)?;
        self.put(
            &mut config.keep_alive,
            "sse.keep_alive",
            file.keep_alive,
            duration,
        )?;
        self.put(
            &mut config.max_connections,
            "sse.max_connections",
            file.max_connections,
            count,
        )?;
        self.put(
            &mut config.max_connections_per_session,
            "sse.max_connections_per_session",
            file.max_connections_per_session,
            count,
        )
    }

    fn services(&self, config: &mut ServicesConfig, file: Services) -> Result<()> {
        let problem = |line: usize, key: &str, problem: String| {
            Error::Config(format!("line {line}: services.{key}: {problem}"))
        };
        if let Some(allow) = file.allow {
            let line = self.line(&allow.span());
            let allow = allow.into_inner().into_iter();
            let allow: Result<_, _> = allow
                .map(|it| variables::expand(&it, self.variable))
                .collect();
            config.allow = allow.map_err(|what| problem(line, "allow", what))?;
        }
        if let Some(replace) = file.replace {
            let line = self.line(&replace.span());
            let replace = replace.into_inner().into_iter();
            let replace: Result<_, _> = replace
                .map(|(from, to)| Ok((from, variables::expand(&to, self.variable)?)))
                .collect();
            config.replace = replace.map_err(|what| problem(line, "replace", what))?;
        }
        Ok(())
    }

    fn immediate(&self, config: &mut ImmediateConfig, file: Immediate) -> Result<()> {
        self.put(&mut config.queue, "immediate.queue", file.queue, count)?;
        self.put(
            &mut config.when_full,
            "immediate.when_full",
            file.when_full,
            when_full,
        )?;
        self.put(&mut config.timers, "immediate.timers", file.timers, count)?;
        self.put(
            &mut config.history,
            "immediate.history",
            file.history,
            count,
        )
    }

    /// Puts what the file says of a key into its place; says which key and line it was when that cannot be.
    fn put<T>(
        &self,
        place: &mut T,
        key: &str,
        said: Option<Spanned<Value>>,
        of: fn(&str) -> Result<T, String>,
    ) -> Result<()> {
        let Some(said) = said else { return Ok(()) };
        let line = self.line(&said.span());
        let problem = |problem: String| Error::Config(format!("line {line}: {key}: {problem}"));
        let text = match said.into_inner() {
            Value::String(text) => variables::expand(&text, self.variable).map_err(problem)?,
            Value::Integer(number) => number.to_string(),
            other => {
                return Err(problem(format!(
                    "a text or a whole number, not {}",
                    other.type_str()
                )));
            }
        };
        *place = of(&text).map_err(problem)?;
        Ok(())
    }

    fn line(&self, span: &Range<usize>) -> usize {
        self.text[..span.start].matches('\n').count() + 1
    }
}

fn tenancy(text: &str) -> Result<Tenancy, String> {
    match text {
        "single" => Ok(Tenancy::Single),
        "many" => Ok(Tenancy::Many),
        other => Err(format!("{other:?} is neither \"single\" nor \"many\"")),
    }
}

fn secure(text: &str) -> Result<SecureCookie, String> {
    match text {
        "auto" => Ok(SecureCookie::Auto),
        "always" => Ok(SecureCookie::Always),
        other => Err(format!("{other:?} is neither \"auto\" nor \"always\"")),
    }
}

fn when_full(text: &str) -> Result<WhenFull, String> {
    match text {
        "error" => Ok(WhenFull::Error),
        "wait" => Ok(WhenFull::Wait),
        "drop" => Ok(WhenFull::Drop),
        other => Err(format!(
            "{other:?} is none of \"error\", \"wait\" and \"drop\""
        )),
    }
}

fn count<T: TryFrom<u64>>(text: &str) -> Result<T, String> {
    let number: Option<u64> = text.parse().ok();
    number
        .and_then(|number| number.try_into().ok())
        .ok_or_else(|| format!("{text:?} is not a whole number such as 10"))
}

/// `30s`, `100ms`, `5m`, `1h 30m`, `14d`, or as ISO 8601 writes it. A day has 24 hours.
fn duration(text: &str) -> Result<Duration, String> {
    let parsed = text
        .parse::<Span>()
        .and_then(|span| span.to_duration(SpanRelativeTo::days_are_24_hours()))
        .ok()
        .and_then(|duration| Duration::try_from(duration).ok());
    parsed.ok_or_else(|| format!("{text:?} is not a duration such as \"30s\", \"100ms\" or \"5m\""))
}

fn keep(text: &str) -> Result<Keep, String> {
    if text == "forever" {
        return Ok(Keep::Forever);
    }
    duration(text)
        .map(Keep::For)
        .map_err(|_| format!("{text:?} is neither a duration such as \"7d\" nor \"forever\""))
}

/// A relative path in the URL of a file is relative to this folder.
fn beside(folder: &Path, url: &str) -> String {
    match url.strip_prefix("sqlite:") {
        Some(path) if !path.starts_with("//") => format!("sqlite:{}", folder.join(path).display()),
        _ => url.to_owned(),
    }
}
