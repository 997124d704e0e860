//! `buildamp.toml`: where it lies, what it may say, and what holds when it says nothing.

use std::{
    collections::BTreeMap,
    env, fmt,
    path::{Path, PathBuf},
    time::Duration,
};

use crate::{Error, Keep, Result};

mod read;
mod rules;
pub(crate) mod variables;

/// How an application runs. What `buildamp.toml` leaves out has the values of [`Config::default`].
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Config {
    /// The application's name, part of each event's source: `/buildamp/<application>`, or with what it comes from behind that; see
    /// [`EventSource`](crate::EventSource).
    pub application: String,
    /// Which process of the application this is, for those who look at what it does, such as `"${HOSTNAME}"`. `None` for
    /// `<host>-<pid>-<random suffix>`; see [`App::instance`](crate::App::instance).
    pub instance: Option<String>,
    /// Whose events there are.
    pub tenancy: Tenancy,
    /// Where events and deliveries live.
    pub store: StoreConfig,
    /// How deliveries are carried out.
    pub processor: ProcessorConfig,
    /// How failed attempts are spaced.
    pub retry: RetryConfig,
    /// How long events are kept.
    pub retention: RetentionConfig,
    /// Where the web server listens.
    pub http: HttpConfig,
    /// How long browser sessions last, and their cookie.
    pub session: SessionConfig,
    /// How messages reach browsers.
    pub sse: SseConfig,
    /// What is counted.
    pub metrics: MetricsConfig,
    /// Where calls of other services may go.
    pub services: ServicesConfig,
    /// How much an application without a store holds.
    pub immediate: ImmediateConfig,
}

/// Whose events there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tenancy {
    /// All belong to one tenant, which is stamped on each: `default`.
    #[default]
    Single,
    /// Each event names its tenant; without one it is refused.
    Many,
}

/// `[store]`.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct StoreConfig {
    /// `sqlite:` and the path of a file on a local disk, since SQLite does not work on a network file system; or
    /// `postgres://user:password@host/database` with the feature `postgres`; or `memory:`, SQLite without a file, for tests and
    /// demonstrations: nothing outlives the process, no other process sees it, and an open transaction holds up whoever reads.
    pub url: String,
    /// On PostgreSQL with `tenancy = "many"`: the role that the application's transactions take, which row-level security keeps
    /// from other tenants' rows. `None` leaves them as they are.
    pub tenant_role: Option<String>,
}

/// `[processor]`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ProcessorConfig {
    /// How many handlers run at once.
    pub workers: usize,
    /// How long a delivery belongs to a worker that gives no sign of life; it gives one each third of this.
    pub lease: Duration,
    /// How often to look for what other processes have done, where nothing tells of it: of what they emit on PostgreSQL they
    /// tell each other.
    pub poll: Duration,
    /// How long a transaction may be open. It is rolled back after this, because others wait for it or for what it has
    /// locked. At most half the
    /// lease, so that a sign of life that waits behind a transaction still comes in time.
    pub tx_timeout: Duration,
    /// How long handlers may go on when the application shuts down.
    pub drain: Duration,
    /// How long an attempt may take when the event's type does not say: it is ended then, and has failed. `None` for any
    /// time. A handler that blocks its thread cannot be ended: it is reported as stuck, and its slot goes on without it.
    pub timeout: Option<Duration>,
    /// How often a delivery is tried when neither the emit nor the event's type says.
    pub max_attempts: u32,
    /// How often the worker that has a delivery may be lost before the delivery is dead, whatever attempts are left: it may
    /// be what kills them.
    pub max_lost: u32,
    /// How many events may wait in this process for ephemeral handlers, of all of them together. One more is dropped for its
    /// handler and counted.
    pub ephemeral_queue: usize,
}

/// `[retry]`: the wait before attempt n + 1 is random between zero and `base · 2^(n − 1)`, which stops growing at `cap`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct RetryConfig {
    /// The longest wait after the first failure.
    pub base: Duration,
    /// The longest wait of all.
    pub cap: Duration,
}

/// `[retention]`: how long an event is kept once all its deliveries have ended, counted from the end of the last of them. An
/// event that nobody handles counts from its own time. It goes with its deliveries, its attempts and its idempotency key.
///
/// The processes that share a database go by what the one that started last says.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct RetentionConfig {
    /// Where they succeeded or were called off, unless the event's type says otherwise.
    pub succeeded: Keep,
    /// Where one of them is dead: for as long as this or as the event would be kept without, whichever is longer.
    pub dead: Keep,
    /// How long the inbox knows a message that was received ([`Tx::receive`](crate::Tx::receive)), whatever becomes of its
    /// effect: for longer than its sender repeats it.
    pub inbox: Keep,
}

/// `[http]`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct HttpConfig {
    /// Address and port to listen on.
    pub address: String,
    /// The path under which BuildAmp's own routes lie: `/`, or `/app`. The session's cookie is good for all paths.
    pub base_path: String,
    /// How many bytes the body of a request to one of BuildAmp's own routes may have; more is refused while it arrives.
    pub max_body: usize,
}

/// `[session]`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct SessionConfig {
    /// The cookie's name; `None` is `<application>_session`.
    pub cookie: Option<String>,
    /// How long a session lives on after its last use.
    pub idle: Duration,
    /// How long it lives at most.
    pub max_age: Duration,
    /// Whether browsers send the cookie over HTTPS alone.
    pub secure: SecureCookie,
}

/// Whether browsers send the session's cookie over HTTPS alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SecureCookie {
    /// When the request came over HTTPS, as `x-forwarded-proto` says.
    #[default]
    Auto,
    /// Always. Over plain HTTP no browser keeps a session then, except at `localhost`.
    Always,
}

/// `[sse]`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct SseConfig {
    /// How many messages a browser that comes back is sent; one that has missed more is told to load its state anew.
    pub history: u32,
    /// How long messages are kept for that.
    pub history_age: Duration,
    /// How many messages may wait for a connection that is slow.
    pub queue: usize,
    /// How often a connection without messages gives a sign of life.
    pub keep_alive: Duration,
    /// How many connections this process holds at most.
    pub max_connections: usize,
    /// How many of them one session may hold.
    pub max_connections_per_session: usize,
}

/// `[metrics]`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct MetricsConfig {
    /// What the names of metrics begin with: `<namespace>_events_published_total`.
    pub namespace: String,
}

/// `[services]`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct ServicesConfig {
    /// Where calls may go besides public addresses over HTTPS at the ports 80 and 443: hosts, addresses and networks, such as
    /// `"mail.internal"`, `"127.0.0.1:*"`, `"10.0.0.0/8"` and `"[::1]:3000"`. An entry means the ports 80 and 443, unless it
    /// names one, or all by `*`; at what it names plain HTTP is allowed. A host's name is trusted with whatever address it stands
    /// for. A network is also for hosts whose names stand for addresses in it, as long as it names no single port.
    pub allow: Vec<String>,
    /// Where calls go instead, in tests and on a developer's machine: scheme, host and port that targets name, and those to call.
    /// `[services.replace]` reads `"https://api.sendgrid.com" = "http://127.0.0.1:8025"`. What is called has to be allowed.
    pub replace: BTreeMap<String, String>,
}

/// `[immediate]`: for [`immediate::App`](crate::immediate::App), which has no store.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ImmediateConfig {
    /// How many events may wait for a worker.
    pub queue: usize,
    /// What becomes of one more.
    pub when_full: WhenFull,
    /// How many timers may wait for their time.
    pub timers: usize,
    /// How many events that have ended are kept to be looked at, with their data.
    pub history: usize,
}

/// What becomes of an event that finds the queue full.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum WhenFull {
    /// Emitting it fails with [`Error::Full`].
    #[default]
    Error,
    /// Whoever emits it waits for room. Handlers do not, since all of them might wait for each other: they get the error.
    Wait,
    /// It is dropped. Emitting it succeeds, a metric counts it, and the log tells of it.
    Drop,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            application: "app".to_owned(),
            instance: None,
            tenancy: Tenancy::Single,
            store: StoreConfig {
                url: "sqlite:buildamp.db".to_owned(),
                tenant_role: None,
            },
            processor: ProcessorConfig {
                workers: 10,
                lease: Duration::from_secs(30),
                poll: Duration::from_millis(100),
                tx_timeout: Duration::from_secs(5),
                drain: Duration::from_secs(30),
                timeout: None,
                max_attempts: 5,
                max_lost: 3,
                ephemeral_queue: 1_000,
            },
            retry: RetryConfig {
                base: Duration::from_secs(1),
                cap: Duration::from_mins(5),
            },
            retention: RetentionConfig {
                succeeded: Keep::For(Duration::from_hours(7 * 24)),
                dead: Keep::For(Duration::from_hours(90 * 24)),
                inbox: Keep::For(Duration::from_hours(30 * 24)),
            },
            http: HttpConfig {
                address: "127.0.0.1:3000".to_owned(),
                base_path: "/".to_owned(),
                max_body: 1 << 20,
            },
            session: SessionConfig {
                cookie: None,
                idle: Duration::from_hours(14 * 24),
                max_age: Duration::from_hours(90 * 24),
                secure: SecureCookie::Auto,
            },
            sse: SseConfig {
                history: 256,
                history_age: Duration::from_mins(5),
                queue: 256,
                keep_alive: Duration::from_secs(15),
                max_connections: 10_000,
                max_connections_per_session: 64,
            },
            metrics: MetricsConfig {
                namespace: "buildamp".to_owned(),
            },
            services: ServicesConfig::default(),
            immediate: ImmediateConfig {
                queue: 1_000,
                when_full: WhenFull::Error,
                timers: 10_000,
                history: 1_000,
            },
        }
    }
}

impl Config {
    /// Reads `$BUILDAMP_CONFIG`, else `./buildamp.toml`, else `$CARGO_MANIFEST_DIR/buildamp.toml`, else the defaults.
    ///
    /// # Errors
    /// [`Error::Config`]: the file that `$BUILDAMP_CONFIG` names cannot be read, or a file says something that cannot be.
    pub fn load() -> Result<Self> {
        if let Some(named) = env::var_os("BUILDAMP_CONFIG") {
            return Self::from_file(Path::new(&named));
        }
        let beside = [
            Some(PathBuf::new()),
            env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from),
        ];
        let found = beside
            .into_iter()
            .flatten()
            .map(|folder| folder.join("buildamp.toml"))
            .find(|file| file.is_file());
        found.map_or_else(|| Ok(Self::default()), |file| Self::from_file(&file))
    }

    /// Reads this file. Relative paths in it are relative to the folder that it lies in.
    ///
    /// # Errors
    /// [`Error::Config`]: it cannot be read, or says something that cannot be.
    pub fn from_file(file: &Path) -> Result<Self> {
        let shown = file.display();
        let text = std::fs::read_to_string(file)
            .map_err(|error| Error::Config(format!("{shown} cannot be read: {error}")))?;
        let config = read::config(&text, file.parent().unwrap_or(Path::new("")), |name| {
            env::var(name).ok()
        })
        .and_then(|config| config.validate().map(|()| config));
        config.map_err(|error| match error {
            Error::Config(text) => Error::Config(format!("{shown}: {text}")),
            other => other,
        })
    }

    /// Whether these values can work together.
    ///
    /// # Errors
    /// [`Error::Config`], with the key and what to write instead.
    pub fn validate(&self) -> Result<()> {
        rules::broken(self).map_or(Ok(()), |problem| Err(Error::Config(problem)))
    }

    /// The name of the session's cookie.
    #[cfg_attr(
        not(feature = "http"),
        expect(dead_code, reason = "cookies are the web server's")
    )]
    pub(crate) fn session_cookie(&self) -> String {
        let own = || format!("{}_session", self.application);
        self.session.cookie.clone().unwrap_or_else(own)
    }
}

/// Leaves out what a URL may hold of secrets: user, password and parameters.
impl fmt::Debug for StoreConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StoreConfig")
            .field("url", &redacted(&self.url))
            .field("tenant_role", &self.tenant_role)
            .finish()
    }
}

fn redacted(url: &str) -> String {
    let (address, parameters) = url
        .split_once('?')
        .map_or((url, ""), |(address, _)| (address, "?[redacted]"));
    let shown = match (address.split_once("://"), address.rsplit_once('@')) {
        (Some((scheme, _)), Some((_, host))) => format!("{scheme}://[redacted]@{host}"),
        _ => address.to_owned(),
    };
    shown + parameters
}
