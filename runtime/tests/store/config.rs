//! `buildamp.toml`.

use std::{path::PathBuf, time::Duration};

use buildamp_runtime::{Config, Error, Keep, SecureCookie, Tenancy, WhenFull};
use tempfile::TempDir;

fn read(text: &str) -> (Result<Config, String>, PathBuf) {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("buildamp.toml");
    std::fs::write(&file, text).unwrap();
    let config = Config::from_file(&file).map_err(|error| match error {
        Error::Config(text) => text,
        other => panic!("{other:?}"),
    });
    (config, folder.path().to_owned())
}

#[test]
fn what_is_not_said_has_its_default() {
    let (config, folder) = read("");
    let mut wanted = Config::default();
    wanted.store.url = format!("sqlite:{}", folder.join("buildamp.db").display());
    assert_eq!(config.unwrap(), wanted);
    assert_eq!(wanted.processor.workers, 10);
    assert_eq!(wanted.processor.max_attempts, 5);
    assert_eq!(wanted.processor.max_lost, 3);
    assert_eq!(wanted.processor.timeout, None);
    assert_eq!(
        (wanted.processor.lease, wanted.retry.cap),
        (Duration::from_secs(30), Duration::from_mins(5))
    );
    let day = |days: u64| Duration::from_hours(24 * days);
    assert_eq!(
        (wanted.session.idle, wanted.session.max_age),
        (day(14), day(90))
    );
    assert_eq!(
        (wanted.retention.succeeded, wanted.retention.dead),
        (Keep::For(day(7)), Keep::For(day(90)))
    );
    assert_eq!(wanted.retention.inbox, Keep::For(day(30)));
    assert_eq!(
        (wanted.session.cookie, wanted.http.base_path),
        (None, "/".to_owned())
    );
    assert_eq!(
        (wanted.sse.history, wanted.sse.history_age),
        (256, Duration::from_mins(5))
    );
    let immediate = &wanted.immediate;
    assert_eq!(
        (immediate.queue, immediate.when_full),
        (1_000, WhenFull::Error)
    );
}

const EVERY_KEY: &str = r#"
application = "shop"
tenancy = "many"
[generate]
out = "web"
[store]
url = "sqlite:data/shop.db"
[processor]
workers = 4
lease = "1m"
poll = "20ms"
tx_timeout = "1s 500ms"
drain = "PT10S"
timeout = "90s"
max_attempts = "7"
max_lost = 2
[retry]
base = "2s"
cap = "1h"
[retention]
succeeded = "1d 12h"
dead = "forever"
inbox = "3d"
[http]
address = "0.0.0.0:80"
base_path = "/shop"
[session]
cookie = "__Host-shop"
idle = "8d"
max_age = "1w 2d 3h"
secure = "always"
[sse]
history = 1
history_age = "2m"
queue = 3
keep_alive = "4s"
max_connections = 5
max_connections_per_session = 6
[metrics]
namespace = "shop"
[services]
allow = ["127.0.0.1:*", "${NO_SUCH_HOST:-mail.internal}"]
[services.replace]
"https://api.example.com" = "${NO_SUCH_URL:-http://127.0.0.1:8025}"
[immediate]
queue = 7
when_full = "wait"
timers = 8
history = 0
"#;

#[test]
fn every_key_is_read() {
    let (config, folder) = read(EVERY_KEY);
    let config = config.unwrap();
    assert_eq!(
        (config.application.as_str(), config.tenancy),
        ("shop", Tenancy::Many)
    );
    assert_eq!(
        config.store.url,
        format!("sqlite:{}", folder.join("data/shop.db").display())
    );
    let processor = &config.processor;
    assert_eq!((processor.workers, processor.max_attempts), (4, 7));
    assert_eq!(
        (processor.lease, processor.poll),
        (Duration::from_mins(1), Duration::from_millis(20))
    );
    assert_eq!(
        (processor.tx_timeout, processor.drain),
        (Duration::from_millis(1500), Duration::from_secs(10))
    );
    assert_eq!(processor.max_lost, 2);
    assert_eq!(processor.timeout, Some(Duration::from_secs(90)));
    assert_eq!(
        (config.retry.base, config.retry.cap),
        (Duration::from_secs(2), Duration::from_hours(1))
    );
    let kept = &config.retention;
    assert_eq!(
        (kept.succeeded, kept.dead),
        (Keep::For(Duration::from_hours(36)), Keep::Forever)
    );
    assert_eq!(kept.inbox, Keep::For(Duration::from_hours(72)));
    assert_eq!(config.http.address, "0.0.0.0:80");
    assert_eq!(config.http.base_path, "/shop");
    let day = |days: u64| Duration::from_hours(24 * days);
    let session = &config.session;
    assert_eq!(session.cookie.as_deref(), Some("__Host-shop"));
    assert_eq!(session.secure, SecureCookie::Always);
    assert_eq!(
        (session.idle, session.max_age),
        (day(8), day(9) + Duration::from_hours(3))
    );
    let services = &config.services;
    assert_eq!(services.allow, ["127.0.0.1:*", "mail.internal"]);
    let replaced = &services.replace["https://api.example.com"];
    assert_eq!(replaced, "http://127.0.0.1:8025");
    let sse = &config.sse;
    assert_eq!((sse.history, sse.queue), (1, 3));
    assert_eq!(
        (sse.history_age, sse.keep_alive),
        (Duration::from_mins(2), Duration::from_secs(4))
    );
    assert_eq!(
        (sse.max_connections, sse.max_connections_per_session),
        (5, 6)
    );
    assert_eq!(config.metrics.namespace, "shop");
    let immediate = &config.immediate;
    assert_eq!((immediate.queue, immediate.when_full), (7, WhenFull::Wait));
    assert_eq!((immediate.timers, immediate.history), (8, 0));
}

#[test]
fn b19_variables_are_replaced() {
    let home = std::env::var("HOME").unwrap();
    let (config, _) = read(
        "store.url = \"sqlite:${HOME}/${BUILDAMP_TEST_UNSET:-desk}.db\"\nprocessor.workers = \"${BUILDAMP_TEST_UNSET:-3}\"",
    );
    let config = config.unwrap();
    assert_eq!(config.store.url, format!("sqlite:{home}/desk.db"));
    assert_eq!(config.processor.workers, 3);
}

#[test]
fn b6_an_instance_is_named_by_its_variables() {
    let home = std::env::var("HOME").unwrap();
    let (config, _) = read("instance = \"${HOME}:${BUILDAMP_TEST_UNSET:-1}\"");
    assert_eq!(config.unwrap().instance, Some(format!("{home}:1")));
    assert_eq!(read("").0.unwrap().instance, None);
    for wrong in ["", " ", "web 1", "web\\n1"] {
        is_refused(
            &format!("instance = \"{wrong}\""),
            &[
                "instance = \"",
                "without blanks",
                "${HOSTNAME}",
                "leave it out",
            ],
        );
    }
    is_refused(
        &format!("instance = \"{}\"", "a".repeat(256)),
        &["instance = \"", "at most 255"],
    );
}

#[test]
fn b25_what_bounds_an_application_without_a_store_can_be() {
    let table: [(&str, &[&str]); 3] = [
        ("queue = 0", &["immediate.queue = 0: at least one"]),
        ("timers = 0", &["immediate.timers = 0"]),
        (
            "when_full = \"block\"",
            &[
                "line 2: immediate.when_full",
                "\"error\"",
                "\"wait\"",
                "\"drop\"",
            ],
        ),
    ];
    for (text, wanted) in table {
        is_refused(&format!("[immediate]\n{text}"), wanted);
    }
}

#[test]
fn b37_a_namespace_is_one_that_prometheus_takes() {
    for wrong in ["my-shop", "1shop", "", "a:b"] {
        let (config, _) = read(&format!("[metrics]\nnamespace = {wrong:?}"));
        let error = config.unwrap_err();
        let named = format!("metrics.namespace = {wrong:?}: use letters, digits and `_`");
        assert!(error.contains(&named), "{error}");
    }
}

#[test]
fn b19_what_cannot_be_names_key_line_and_way_out() {
    let table: [(&str, &[&str]); 26] = [
        (
            "[processor]\nwrokers = 3",
            &["line 2", "unknown field `wrokers`", "`workers`"],
        ),
        (
            "[procesor]",
            &["line 1", "unknown field `procesor`", "`processor`"],
        ),
        (
            "\n[store]\nurl = \"${BUILDAMP_TEST_UNSET}\"",
            &["line 3: store.url", "BUILDAMP_TEST_UNSET is not set", ":-"],
        ),
        (
            "application = \"${HOME\"",
            &["line 1: application", "without its `}`"],
        ),
        (
            "[processor]\nlease = \"soon\"",
            &[
                "line 2: processor.lease",
                "\"soon\" is not a duration",
                "\"30s\"",
            ],
        ),
        (
            "[processor]\nlease = \"-5s\"",
            &["line 2: processor.lease", "not a duration"],
        ),
        (
            "[processor]\nworkers = -1",
            &["line 2: processor.workers", "not a whole number"],
        ),
        (
            "[processor]\nworkers = true",
            &["line 2: processor.workers", "not boolean"],
        ),
        ("[processor]\nworkers = 0", &["processor.workers = 0"]),
        ("[processor]\nmax_lost = 0", &["processor.max_lost = 0"]),
        (
            "[processor]\ntimeout = \"0s\"",
            &["processor.timeout = \"0s\"", "leave it out"],
        ),
        (
            "[processor]\ntx_timeout = \"20s\"",
            &["processor.tx_timeout = 20s", "twice as long"],
        ),
        ("[retry]\nbase = \"10m\"", &["retry.base", "retry.cap"]),
        (
            "tenancy = \"two\"",
            &["line 1: tenancy", "\"single\"", "\"many\""],
        ),
        ("application = \"a/b\"", &["application = \"a/b\"", "URI"]),
        (
            "[session]\nsecure = \"never\"",
            &["line 2: session.secure", "\"auto\"", "\"always\""],
        ),
        (
            "[session]\ncookie = \"my session\"",
            &["session.cookie = \"my session\"", "name of a cookie"],
        ),
        (
            "[session]\ncookie = \"__Host-s\"",
            &[
                "session.cookie = \"__Host-s\"",
                "session.secure = \"always\"",
            ],
        ),
        (
            "[session]\nidle = \"100d\"",
            &["session.idle", "session.max_age", "no session lives longer"],
        ),
        ("[session]\nidle = \"0s\"", &["session.idle = \"0s\""]),
        (
            "[session]\nidle = \"1 month\"",
            &["session.idle", "not a duration"],
        ),
        (
            "[session]\nname = \"x\"",
            &["unknown field `name`", "`cookie`"],
        ),
        ("[sse]\nhistory = 0", &["sse.history = 0: at least one"]),
        ("[sse]\nqueue = 0", &["sse.queue = 0"]),
        ("[sse]\nkeep_alive = \"0s\"", &["sse.keep_alive = \"0s\""]),
        (
            "[http]\nbase_path = \"app/\"",
            &["http.base_path = \"app/\"", "\"/app\""],
        ),
    ];
    for (text, wanted) in table {
        is_refused(text, wanted);
    }
}

#[test]
fn b19_a_file_that_is_named_has_to_be_there() {
    let missing = Config::from_file("nowhere/buildamp.toml".as_ref())
        .unwrap_err()
        .to_string();
    assert!(
        missing.contains("nowhere/buildamp.toml cannot be read"),
        "{missing}"
    );
}

fn is_refused(text: &str, wanted: &[&str]) {
    let (config, _) = read(text);
    let error = config.expect_err(text);
    assert!(error.contains("buildamp.toml: "), "{error}");
    for part in wanted {
        assert!(error.contains(part), "{part:?} is not in: {error}");
    }
}

#[test]
fn b19_events_are_kept_for_an_hour_or_more() {
    is_refused(
        "[retention]\nsucceeded = \"always\"",
        &["line 2: retention.succeeded", "\"7d\"", "\"forever\""],
    );
    is_refused(
        "[retention]\ndead = \"1m\"",
        &["retention.dead", "an hour or more", "\"forever\""],
    );
}

#[test]
fn b19_debug_shows_no_secret() {
    let mut config = Config::default();
    for url in [
        "postgres://user:s3cret@db/x",
        "postgres://db/x?password=s3cret",
        "postgres://user:s3@cret@db/x?sslkey=s3cret",
    ] {
        url.clone_into(&mut config.store.url);
        let shown = format!("{config:?}");
        assert!(
            !shown.contains("s3") && shown.contains("[redacted]"),
            "{shown}"
        );
    }
}

#[tokio::test]
async fn a_database_that_is_not_there_says_so() {
    for (url, wanted) in [
        ("mysql://x", "write \"sqlite:\" and a path"),
        ("sqlite:", "path of a file"),
        ("sqlite::memory:", "write `memory:`"),
        ("sqlite:a.db?mode=ro", "parameters are not taken"),
        (
            "sqlite:/nowhere/at/all.db",
            "/nowhere/at/all.db cannot be opened",
        ),
    ] {
        let mut config = Config::default();
        url.clone_into(&mut config.store.url);
        let error = buildamp_runtime::App::new(config)
            .context()
            .begin()
            .await
            .unwrap_err()
            .to_string();
        assert!(error.contains(wanted), "{error}");
    }
}
