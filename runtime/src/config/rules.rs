//! Which values can work together. Each rule says, when it is broken, which key it is and what to write instead.

use std::time::Duration;

#[cfg(feature = "services")]
use super::ServicesConfig;
#[cfg(feature = "services")]
use crate::services;
use crate::{Tenancy, store::Database};

use super::{
    Config, HttpConfig, ImmediateConfig, MetricsConfig, ProcessorConfig, RetentionConfig,
    RetryConfig, SecureCookie, SessionConfig, SseConfig,
};

/// The first rule that is broken.
pub(super) fn broken(config: &Config) -> Option<String> {
    let rules = name(&config.application)
        .into_iter()
        .chain(instance(config))
        .chain(tenants(config))
        .chain(processor(&config.processor))
        .chain(retry(&config.retry))
        .chain(retention(&config.retention))
        .chain(http(&config.http))
        .chain(session(&config.session))
        .chain(sse(&config.sse))
        .chain(metrics(&config.metrics))
        .chain(calls(config))
        .chain(immediate(&config.immediate));
    rules
        .into_iter()
        .find(|(holds, _)| !holds)
        .map(|(_, problem)| problem)
}

type Rule = (bool, String);

fn name(application: &str) -> [Rule; 1] {
    let is_name = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    [(
        !application.is_empty() && application.chars().all(is_name),
        format!(
            "application = {application:?}: use letters, digits, `-`, `_` and `.`, it is part of a URI"
        ),
    )]
}

fn instance(config: &Config) -> Option<Rule> {
    let instance = config.instance.as_ref()?;
    let is_shown = |c: char| !c.is_whitespace() && !c.is_control();
    let holds =
        (1..=MAX_INSTANCE).contains(&instance.chars().count()) && instance.chars().all(is_shown);
    Some((
        holds,
        format!(
            "instance = {instance:?}: write a name without blanks of at most {MAX_INSTANCE} characters such as \"web-1\" or \"${{HOSTNAME}}\", or \
             leave it out"
        ),
    ))
}

/// What the longest name of a machine has: <https://www.rfc-editor.org/rfc/rfc1123#section-2>.
const MAX_INSTANCE: usize = 255;

fn tenants(config: &Config) -> Option<Rule> {
    let role = config.store.tenant_role.as_ref()?;
    let is_postgres = Database::of(&config.store.url) == Some(Database::Postgres);
    let is_role = !role.is_empty() && role != "none";
    let (holds, why) = match (is_role, config.tenancy, is_postgres) {
        (false, ..) => (false, "write the name of a role such as \"app_tenant\""),
        (true, Tenancy::Single, _) => (
            false,
            "it is for `tenancy = \"many\"`, there is one tenant here",
        ),
        (true, Tenancy::Many, false) => (false, "it is for PostgreSQL, SQLite has no roles"),
        (true, Tenancy::Many, true) => (true, ""),
    };
    Some((holds, format!("store.tenant_role = {role:?}: {why}")))
}

fn processor(config: &ProcessorConfig) -> [Rule; 8] {
    let ProcessorConfig {
        workers,
        lease,
        poll,
        tx_timeout,
        timeout,
        max_attempts,
        max_lost,
        ephemeral_queue,
        ..
    } = *config;
    [
        (
            workers > 0,
            "processor.workers = 0: at least one, or nothing is ever handled".to_owned(),
        ),
        (
            max_attempts > 0,
            "processor.max_attempts = 0: at least one, the first attempt counts".to_owned(),
        ),
        (
            max_lost > 0,
            "processor.max_lost = 0: at least one, or every crash would be the last".to_owned(),
        ),
        (
            ephemeral_queue > 0,
            "processor.ephemeral_queue = 0: at least one, or every event would be dropped"
                .to_owned(),
        ),
        (
            !poll.is_zero(),
            "processor.poll = \"0s\": a hundredth of a second or more".to_owned(),
        ),
        (
            !tx_timeout.is_zero(),
            "processor.tx_timeout = \"0s\": no transaction could do anything".to_owned(),
        ),
        (
            timeout.is_none_or(|timeout| !timeout.is_zero()),
            "processor.timeout = \"0s\": no handler could do anything; leave it out for any time"
                .to_owned(),
        ),
        (
            tx_timeout.saturating_mul(2) <= lease,
            format!(
                "processor.tx_timeout = {tx_timeout:?} with processor.lease = {lease:?}: the lease has to be at least \
                 twice as long, so that a sign of life that waits behind a transaction still comes in time"
            ),
        ),
    ]
}

fn retry(config: &RetryConfig) -> [Rule; 1] {
    let RetryConfig { base, cap } = config;
    [(
        base <= cap,
        format!(
            "retry.base = {base:?} with retry.cap = {cap:?}: the cap is the longest wait of all"
        ),
    )]
}

fn retention(config: &RetentionConfig) -> [Rule; 3] {
    let RetentionConfig {
        succeeded,
        dead,
        inbox,
    } = *config;
    let all = [("succeeded", succeeded), ("dead", dead), ("inbox", inbox)];
    all.map(|(key, keep)| {
        (
            keep.is_sound(),
            format!(
                "retention.{key} = {keep:?}: an hour or more and a hundred years at most, or \"forever\""
            ),
        )
    })
}

fn http(config: &HttpConfig) -> [Rule; 1] {
    let path = &config.base_path;
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_.~/".contains(c);
    let holds = path.starts_with('/')
        && (path == "/" || !path.ends_with('/'))
        && !path.contains("//")
        && path.chars().all(is_plain);
    [(
        holds,
        format!(
            "http.base_path = {path:?}: write \"/\" or a path such as \"/app\", of letters, digits, `-`, `_`, `.` and `~`"
        ),
    )]
}

fn session(config: &SessionConfig) -> [Rule; 4] {
    let SessionConfig {
        cookie,
        idle,
        max_age,
        secure,
    } = config;
    let name = cookie.as_deref().unwrap_or("session");
    // A token of RFC 9110: https://www.rfc-editor.org/rfc/rfc6265#section-4.1.1
    let is_token = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c);
    // https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/Set-Cookie#cookie_prefixes
    let wants_secure = name.starts_with("__Host-") || name.starts_with("__Secure-");
    [
        (
            !name.is_empty() && name.chars().all(is_token),
            format!(
                "session.cookie = {name:?}: use letters, digits, `-` and `_`, it is the name of a cookie"
            ),
        ),
        (
            !wants_secure || *secure == SecureCookie::Always,
            format!(
                "session.cookie = {name:?}: browsers take a cookie of such a name over HTTPS alone; write \
                 session.secure = \"always\" too"
            ),
        ),
        (
            !idle.is_zero(),
            "session.idle = \"0s\": every session would be over at once".to_owned(),
        ),
        (
            idle <= max_age,
            format!(
                "session.idle = {idle:?} with session.max_age = {max_age:?}: no session lives longer than max_age"
            ),
        ),
    ]
}

fn sse(config: &SseConfig) -> [Rule; 6] {
    let SseConfig {
        history,
        history_age,
        queue,
        keep_alive,
        max_connections,
        max_connections_per_session,
    } = *config;
    let some = |key: &str, value: usize, why: &str| (value > 0, format!("sse.{key} = 0: {why}"));
    let long = |key: &str, value: Duration, why: &str| {
        (!value.is_zero(), format!("sse.{key} = \"0s\": {why}"))
    };
    [
        (
            history > 0,
            "sse.history = 0: at least one, or each reconnect would lose messages".to_owned(),
        ),
        long(
            "history_age",
            history_age,
            "each reconnect would lose messages",
        ),
        some("queue", queue, "at least one message has to fit"),
        long(
            "keep_alive",
            keep_alive,
            "a second or more; 15s is what the proxies on the way expect",
        ),
        some("max_connections", max_connections, "at least one"),
        some(
            "max_connections_per_session",
            max_connections_per_session,
            "at least one",
        ),
    ]
}

/// <https://prometheus.io/docs/concepts/data_model/#metric-names-and-labels>, without the colons, which are for rules.
fn metrics(config: &MetricsConfig) -> [Rule; 1] {
    let namespace = &config.namespace;
    let holds = namespace.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && namespace
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || c == '_');
    [(
        holds,
        format!(
            "metrics.namespace = {namespace:?}: use letters, digits and `_`, a digit not first, such as \"buildamp\""
        ),
    )]
}

#[cfg(feature = "services")]
fn calls(config: &Config) -> Option<Rule> {
    let ServicesConfig { allow, replace } = &config.services;
    let allowed = services::Policy::new(allow).err();
    let allowed = allowed.map(|problem| format!("services.allow: {problem}"));
    let replaced = replace
        .iter()
        .find(|(from, to)| !services::is_origin(from) || !services::is_origin(to))
        .map(|(from, to)| {
            format!(
                "services.replace: {from:?} = {to:?}: write scheme, host and port alone, such as \"https://api.example.com\" = \
                 \"http://127.0.0.1:8025\""
            )
        });
    allowed.or(replaced).map(|problem| (false, problem))
}

/// Nothing is called, so nothing has to be allowed.
#[cfg(not(feature = "services"))]
fn calls(_: &Config) -> Option<Rule> {
    None
}

fn immediate(config: &ImmediateConfig) -> [Rule; 2] {
    let ImmediateConfig { queue, timers, .. } = *config;
    [
        (
            queue > 0,
            "immediate.queue = 0: at least one event has to fit".to_owned(),
        ),
        (
            timers > 0,
            "immediate.timers = 0: at least one timer has to fit".to_owned(),
        ),
    ]
}
