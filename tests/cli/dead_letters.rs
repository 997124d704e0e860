//! What becomes of an event whose handler always fails, until somebody mends it: the operator's way, on both databases.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use buildamp::{App, BoxError, Config, Context, Emission, Event, EventId, Fatal};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sqlx::Connection as _;

use crate::project::Project;

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Packed {
    number: u32,
}

impl Event for Packed {
    const TYPE: &'static str = "shop.order.packed";
}

/// On whose behalf a handler ran, and for which event.
type Ran = Arc<Mutex<Vec<String>>>;

/// What only the event and its chain can know.
fn chain(cx: &Context<Ran>) -> String {
    format!(
        "{:?} of {:?} for {:?} in {:?}",
        cx.event_id(),
        cx.correlation_id(),
        cx.actor(),
        cx.tenant()
    )
}

fn app(url: &str, ran: &Ran, is_mended: bool) -> App<Ran> {
    let mut config = Config::default();
    url.clone_into(&mut config.store.url);
    config.retry.base = Duration::from_millis(1);
    config.retry.cap = Duration::from_millis(1);
    App::new(config).state(Arc::clone(ran)).on(
        "packing::pack",
        move |packed: Packed, cx: Context<Ran>| async move {
            let note = format!("{} attempt {} {}", packed.number, cx.attempt(), chain(&cx));
            cx.state().lock().expect("nobody panics").push(note);
            match packed.number {
                _ if is_mended => Ok(()),
                1 => Err(BoxError::from("the box is too small")),
                _ => Err(Fatal::new("there are no such boxes").into()),
            }
        },
    )
}

/// Opens a database as somebody else would, beside the engine.
trait Database {
    fn url(&self) -> String;
    /// An event's row with all its columns, to the letter.
    async fn row(&self, event: EventId) -> String;
    /// Why it does not change an event's row.
    async fn refusal(&self, change: &str) -> String;
}

struct Sqlite<'a>(&'a Project);

impl Sqlite<'_> {
    async fn open(&self) -> sqlx::SqliteConnection {
        let opened = sqlx::SqliteConnection::connect(&self.url());
        opened.await.expect("the file")
    }
}

impl Database for Sqlite<'_> {
    fn url(&self) -> String {
        format!("sqlite:{}", self.0.path().join("shop.db").display())
    }

    async fn row(&self, event: EventId) -> String {
        let mut on = self.open().await;
        let columns = "SELECT group_concat('quote(' || name || ')', ' || '', '' || ')
            FROM pragma_table_info('buildamp_events')";
        let columns: String = sqlx::query_scalar(columns)
            .fetch_one(&mut on)
            .await
            .expect("columns");
        let row = format!("SELECT {columns} FROM buildamp_events WHERE id = '{event}'");
        let row = sqlx::query_scalar(sqlx::AssertSqlSafe(row));
        row.fetch_one(&mut on).await.expect("its row")
    }

    async fn refusal(&self, change: &str) -> String {
        let change = change.replace("EVENTS", "buildamp_events");
        let mut on = self.open().await;
        let changed = sqlx::raw_sql(sqlx::AssertSqlSafe(change))
            .execute(&mut on)
            .await;
        changed.expect_err("nothing changes it").to_string()
    }
}

#[cfg(feature = "postgres")]
struct Postgres(String);

#[cfg(feature = "postgres")]
impl Postgres {
    async fn open(&self) -> sqlx::PgConnection {
        let opened = sqlx::PgConnection::connect(&self.0);
        opened.await.expect("the server")
    }
}

#[cfg(feature = "postgres")]
impl Database for Postgres {
    fn url(&self) -> String {
        self.0.clone()
    }

    async fn row(&self, event: EventId) -> String {
        let row = "SELECT event::text FROM buildamp.events AS event WHERE id::text = $1";
        let row = sqlx::query_scalar(row).bind(event.to_string());
        row.fetch_one(&mut self.open().await)
            .await
            .expect("its row")
    }

    async fn refusal(&self, change: &str) -> String {
        let change = change.replace("EVENTS", "buildamp.events");
        let changed = sqlx::raw_sql(sqlx::AssertSqlSafe(change));
        let changed = changed.execute(&mut self.open().await).await;
        changed.expect_err("nothing changes it").to_string()
    }
}

#[test]
fn scenario4_h1_h29_p7_s45_dead_letters_are_steered_and_their_events_stay_as_they_were() {
    let project = Project::empty();
    steer(&project, &Sqlite(&project));
}

#[cfg(feature = "postgres")]
#[test]
fn scenario4_h1_h29_p7_s45_so_are_those_on_postgresql() {
    let url = servers::Postgres::shared().database();
    steer(&Project::empty(), &Postgres(url));
}

fn steer(project: &Project, database: &impl Database) {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let (url, ran) = (database.url(), Ran::default());
    project.write("buildamp.toml", &format!("[store]\nurl = {url:?}\n"));
    let run = |args: &[&str], status| project.run(args).ends(status);
    let json = |args: &[&str]| run(&[args, &["--format", "json"]].concat(), 0).json();
    let rows = |ids: &[EventId]| -> Vec<String> {
        let row = |id: &EventId| runtime.block_on(database.row(*id));
        ids.iter().map(row).collect()
    };

    // Three orders of one customer, which nobody can pack.
    let broken = app(&url, &ran, false);
    let ids: Vec<EventId> = runtime.block_on(async {
        broken.consumers().await.expect("on record");
        let cx = broken.context().with_actor("user/7");
        let packed = (1..=3).map(|number| Emission::new(Packed { number }).max_attempts(2));
        cx.emit_all(packed).await.expect("stored")
    });
    let emitted = rows(&ids);
    runtime
        .block_on(broken.run_until_empty())
        .expect("it runs until all are dead");

    let listed = run(&["dlq", "list"], 0).out;
    assert_eq!(listed.lines().count(), 4, "{listed}");
    let dead = json(&["dlq", "list"])["dead"].clone();
    let letters = dead.as_array().expect("a list");
    let letter = |event: EventId| -> String {
        let of_it = letters
            .iter()
            .find(|it| it["event"] == json!(event.to_string()));
        of_it.expect("it is dead")["id"].to_string()
    };
    let [first, second, third] = [letter(ids[0]), letter(ids[1]), letter(ids[2])];
    let shown = run(&["dlq", "show", &first], 0).out;
    assert!(shown.contains("dead (exhausted)"), "{shown}");
    assert_eq!(shown.matches("the box is too small").count(), 2, "{shown}");
    let shown = run(&["dlq", "show", &second], 0).out;
    assert!(shown.contains("dead (fatal)"), "{shown}");
    assert_eq!(rows(&ids), emitted, "failing leaves no trace in an event");

    for change in [
        "UPDATE EVENTS SET data = 'null'",
        "UPDATE EVENTS SET correlation_id = id",
        "DELETE FROM EVENTS",
    ] {
        let why = runtime.block_on(database.refusal(change));
        assert!(why.contains("append-only"), "{change}: {why}");
    }

    let discarded = run(&["dlq", "discard", &third], 0).out;
    assert_eq!(discarded, "1 delivery discarded\n");
    let late = run(&["dlq", "replay", &third], 1).err;
    assert!(late.contains("is cancelled"), "{late}");
    let replayed = run(&["dlq", "replay", &first], 0).out;
    assert_eq!(replayed, "1 delivery replayed\n");
    let left = json(&["dlq", "list"])["dead"].clone();
    assert_eq!(left.as_array().map(Vec::len), Some(1), "{left}");
    assert_eq!(left[0]["id"].to_string(), second);
    let replayed = run(&["dlq", "replay", "--all"], 0).out;
    assert_eq!(replayed, "1 delivery replayed\n");

    let failed = std::mem::take(&mut *ran.lock().expect("nobody panics"));
    let mended = app(&url, &ran, true);
    runtime
        .block_on(mended.run_until_empty())
        .expect("it runs until all are done");
    let mut again = ran.lock().expect("nobody panics").clone();
    again.sort();
    let [one, two] = again.as_slice() else {
        panic!("{again:?}")
    };
    // Its attempts go on counting; all else is what it was the first time.
    for (number, attempt, note) in [(1, 3, one), (2, 2, two)] {
        let before = failed.iter().find_map(|note| {
            let before = note.strip_prefix(&format!("{number} attempt 1 "))?;
            Some(format!("{number} attempt {attempt} {before}"))
        });
        assert_eq!(Some(note), before.as_ref());
    }
    assert!(one.contains(&format!("{:?}", ids[0])), "{one}");

    let shown = json(&["events", "show", &ids[0].to_string()]);
    assert_eq!(shown["event"]["correlationid"], json!(ids[0].to_string()));
    let outcomes = |shown: &Value| -> Vec<Value> {
        let attempts = shown["deliveries"][0]["attempts"].as_array();
        let attempts = attempts.expect("a list").iter();
        attempts.map(|it| it["outcome"].clone()).collect()
    };
    assert_eq!(outcomes(&shown), ["failed", "failed", "succeeded"]);
    let states: Vec<Value> = ids
        .iter()
        .map(|id| {
            let shown = json(&["events", "show", &id.to_string()]);
            shown["deliveries"][0]["state"].clone()
        })
        .collect();
    assert_eq!(states, ["succeeded", "succeeded", "cancelled"]);
    assert_eq!(rows(&ids), emitted, "nor does anything that is done to it");
}
