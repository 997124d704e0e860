//! `Tx`: own statements and events, together or not at all; one at a time, and nobody holds up the others.

use std::time::{Duration, Instant};

use buildamp_runtime::{App, Context, Error, Handlers, IntoOutcome, Tx, testing::TestApp};
use futures_util::{FutureExt, TryStreamExt, future::join_all, poll};
use sqlx::{Connection, Executor, Row, SqliteConnection};

use crate::support::{Desk, noted};

/// An application whose transactions time out soon, with a table of its own.
async fn hasty() -> (Desk, Context) {
    let desk = Desk::new();
    let mut config = desk.config();
    config.processor.tx_timeout = Duration::from_millis(300);
    let cx = App::new(config).context();
    create(&cx).await;
    (desk, cx)
}

async fn patient() -> (Desk, Context) {
    let desk = Desk::new();
    let cx = desk.app().context();
    create(&cx).await;
    (desk, cx)
}

async fn create(cx: &Context) {
    let mut tx = cx.begin().await.unwrap();
    sqlx::query("CREATE TABLE own (n INTEGER PRIMARY KEY)")
        .execute(tx.sqlite().unwrap())
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

async fn insert(tx: &mut Tx<'_>, n: i64) -> sqlx::Result<()> {
    sqlx::query("INSERT INTO own VALUES (?)")
        .bind(n)
        .execute(tx.sqlite()?)
        .await
        .map(drop)
}

const OWN: &str = "SELECT n FROM own";

#[tokio::test]
async fn s23_own_rows_and_events_commit_together() {
    let (desk, cx) = patient().await;
    let mut tx = cx.begin().await.unwrap();
    insert(&mut tx, 1).await.unwrap();
    tx.emit_all([noted("kept")]).await.unwrap();
    assert_eq!(
        desk.texts().await.len(),
        0,
        "nobody sees it before the commit"
    );
    tx.commit().await.unwrap();
    assert_eq!(
        (desk.read(OWN).await, desk.texts().await),
        (vec!["1".to_owned()], vec!["kept".to_owned()])
    );
}

#[tokio::test]
async fn s23_a_rollback_or_a_drop_leaves_none() {
    let (desk, cx) = patient().await;
    for explicit in [true, false] {
        let mut tx = cx.begin().await.unwrap();
        insert(&mut tx, 1).await.unwrap();
        tx.emit_all([noted("gone")]).await.unwrap();
        if explicit {
            tx.rollback().await.unwrap();
        } else {
            drop(tx);
        }
        let started = Instant::now();
        cx.emit(noted("kept")).await.unwrap();
        assert!(
            started.elapsed() < Duration::from_secs(2),
            "the next one waited {:?}",
            started.elapsed()
        );
    }
    assert_eq!(
        (desk.read(OWN).await.len(), desk.texts().await),
        (0, vec!["kept".to_owned(), "kept".to_owned()])
    );
}

#[tokio::test]
async fn a_dropped_transaction_leaves_the_file_to_others() {
    let (desk, cx) = patient().await;
    let mut tx = cx.begin().await.unwrap();
    insert(&mut tx, 1).await.unwrap();
    drop(tx);
    let mut stranger = desk.stranger().await;
    sqlx::query("INSERT INTO own VALUES (2)")
        .execute(&mut stranger)
        .await
        .unwrap();
    assert_eq!(desk.read(OWN).await, ["2"]);
}

#[tokio::test]
async fn every_way_to_run_a_statement_works() {
    let (_desk, cx) = patient().await;
    let mut tx = cx.begin().await.unwrap();
    for n in 1..=3 {
        insert(&mut tx, n).await.unwrap();
    }
    let all = sqlx::query("SELECT n FROM own ORDER BY n")
        .fetch_all(tx.sqlite().unwrap())
        .await
        .unwrap();
    assert_eq!(
        all.iter()
            .map(|row| row.get::<i64, _>("n"))
            .collect::<Vec<_>>(),
        [1, 2, 3]
    );
    let one: i64 = sqlx::query_scalar("SELECT max(n) FROM own")
        .fetch_one(tx.sqlite().unwrap())
        .await
        .unwrap();
    let none: Option<(i64,)> = sqlx::query_as("SELECT n FROM own WHERE n > 9")
        .fetch_optional(tx.sqlite().unwrap())
        .await
        .unwrap();
    assert_eq!((one, none), (3, None));
    let mut rows = sqlx::query("SELECT n FROM own").fetch(tx.sqlite().unwrap());
    let mut seen = 0;
    while rows.try_next().await.unwrap().is_some() {
        seen += 1;
    }
    drop(rows);
    assert_eq!(seen, 3);
    let done = tx
        .sqlite()
        .unwrap()
        .execute("UPDATE own SET n = n + 10; DELETE FROM own WHERE n = 11")
        .await
        .unwrap();
    assert_eq!(done.rows_affected(), 4);
    let statement = tx
        .sqlite()
        .unwrap()
        .prepare(sqlx::SqlSafeStr::into_sql_str("SELECT n FROM own"))
        .await
        .unwrap();
    assert_eq!(sqlx::Statement::columns(&statement).len(), 1);
    let mut connection = tx.sqlite().unwrap().connection().await.unwrap();
    assert_eq!(count(&mut connection).await, 2);
    drop(connection);
    tx.commit().await.unwrap();
}

async fn count(connection: &mut SqliteConnection) -> i64 {
    sqlx::query_scalar("SELECT count(*) FROM own")
        .fetch_one(connection)
        .await
        .unwrap()
}

#[tokio::test]
async fn an_idle_transaction_times_out_and_the_others_go_on() {
    let (desk, cx) = hasty().await;
    let mut idle = cx.begin().await.unwrap();
    insert(&mut idle, 1).await.unwrap();
    let started = Instant::now();
    cx.emit(noted("next")).await.unwrap();
    let waited = started.elapsed();
    assert!(
        (Duration::from_millis(150)..Duration::from_secs(3)).contains(&waited),
        "{waited:?}"
    );
    let error = Error::from(insert(&mut idle, 2).await.unwrap_err());
    assert!(matches!(error, Error::TxTimeout(_)), "{error:?}");
    assert!(matches!(
        idle.emit_all([noted("late")]).await,
        Err(Error::TxTimeout(_))
    ));
    assert!(matches!(idle.commit().await, Err(Error::TxTimeout(_))));
    assert_eq!(
        (desk.read(OWN).await.len(), desk.texts().await),
        (0, vec!["next".to_owned()])
    );
}

/// A future that is polled once and then left alone keeps nobody waiting for longer than the timeout.
#[tokio::test]
async fn a_statement_that_nobody_polls_does_not_hold_up_the_others() {
    let (desk, cx) = hasty().await;
    let mut stalled = cx.begin().await.unwrap();
    {
        let mut statement = insert(&mut stalled, 1).boxed();
        assert!(poll!(&mut statement).is_pending());
        let mut emit = cx.emit(noted("stalled too")).boxed();
        assert!(poll!(&mut emit).is_pending());
        tokio::time::timeout(Duration::from_secs(3), cx.emit(noted("next")))
            .await
            .expect("held up")
            .unwrap();
    }
    assert!(matches!(stalled.commit().await, Err(Error::TxTimeout(_))));
    assert_eq!(desk.read(OWN).await.len(), 0);
    assert!(desk.texts().await.contains(&"next".to_owned()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failed_statement_leaves_its_transaction_and_the_group_intact() {
    let (desk, cx) = patient().await;
    let tasks = (0..20).map(|n| {
        let cx = cx.clone();
        async move {
            let mut tx = cx.begin().await?;
            insert(&mut tx, n).await?;
            assert!(
                insert(&mut tx, n)
                    .await
                    .unwrap_err()
                    .to_string()
                    .contains("UNIQUE")
            );
            insert(&mut tx, 100 + n).await?;
            if n % 2 == 0 {
                tx.commit().await
            } else {
                tx.rollback().await
            }
        }
    });
    for done in join_all(tasks).await {
        done.unwrap();
    }
    assert_eq!(desk.read(OWN).await.len(), 20);
    assert_eq!(
        desk.read("SELECT n FROM own WHERE n % 2 = 1").await.len(),
        0
    );
}

#[tokio::test]
async fn sql_that_would_end_the_transaction_is_refused_before_it_runs() {
    let (desk, cx) = patient().await;
    let mut tx = cx.begin().await.unwrap();
    insert(&mut tx, 1).await.unwrap();
    for refused in [
        "COMMIT",
        "  commit;",
        "end transaction",
        "ROLLBACK",
        "rollback transaction",
        "BEGIN IMMEDIATE",
        "-- a comment\nCOMMIT",
        "/* ; */ COMMIT",
        "INSERT INTO own VALUES (7); COMMIT",
        "SELECT ';'; COMMIT",
        "CREATE TRIGGER t AFTER INSERT ON own BEGIN SELECT 1; END; COMMIT",
    ] {
        let error = tx
            .sqlite()
            .unwrap()
            .execute(refused)
            .await
            .unwrap_err()
            .to_string();
        assert!(
            error.contains("would end the transaction") && error.contains("tx.commit()"),
            "{refused}: {error}"
        );
    }
    for taken in [
        "SAVEPOINT mine; INSERT INTO own VALUES (2); ROLLBACK TO mine; RELEASE mine",
        "SAVEPOINT mine; ROLLBACK TRANSACTION TO mine; RELEASE mine",
        "INSERT INTO own SELECT 3 WHERE 'COMMIT; COMMIT' <> '; ROLLBACK'",
        "CREATE TEMP TRIGGER t AFTER INSERT ON own BEGIN SELECT CASE WHEN 1 THEN 2 END; END",
    ] {
        tx.sqlite()
            .unwrap()
            .execute(taken)
            .await
            .unwrap_or_else(|error| panic!("{taken}: {error}"));
    }
    tx.commit().await.unwrap();
    assert_eq!(desk.read(OWN).await, ["1", "3"]);
}

/// Past the connection's door the text is not looked at. Then the whole group is rolled back, and everyone is told.
#[tokio::test]
async fn a_commit_behind_our_back_commits_nothing_and_says_so() {
    let (desk, cx) = patient().await;
    for ending in [
        "COMMIT",
        "ROLLBACK",
        "INSERT OR ROLLBACK INTO own VALUES (1)",
    ] {
        let mut tx = cx.begin().await.unwrap();
        insert(&mut tx, 1).await.unwrap();
        let mut connection = tx.sqlite().unwrap().connection().await.unwrap();
        let _ = connection.execute(ending).await;
        // SQLite would commit this by itself, now that there is no transaction around it.
        let _ = connection.execute("INSERT INTO own VALUES (2)").await;
        drop(connection);
        let error = insert(&mut tx, 3).await.unwrap_err().to_string();
        assert!(
            error.contains("rolled back from within"),
            "{ending}: {error}"
        );
        let error = tx.commit().await.unwrap_err().to_string();
        assert!(
            error.contains("rolled back from within"),
            "{ending}: {error}"
        );
        cx.emit(noted(ending)).await.unwrap();
    }
    assert_eq!(
        (desk.read(OWN).await.len(), desk.texts().await.len()),
        (0, 3)
    );
}

#[tokio::test]
async fn on_conflict_rollback_is_an_error_for_its_transaction_alone_when_it_is_alone() {
    let (desk, cx) = patient().await;
    let mut tx = cx.begin().await.unwrap();
    insert(&mut tx, 1).await.unwrap();
    let error = tx
        .sqlite()
        .unwrap()
        .execute("INSERT OR ROLLBACK INTO own VALUES (1)")
        .await
        .unwrap_err();
    assert!(
        error.to_string().contains("ON CONFLICT ROLLBACK"),
        "{error}"
    );
    assert!(tx.commit().await.is_err());
    cx.emit(noted("on")).await.unwrap();
    assert_eq!(
        (desk.read(OWN).await.len(), desk.texts().await.len()),
        (0, 1)
    );
}

#[tokio::test]
async fn transactions_of_sqlx_nest_in_ours() {
    let (desk, cx) = patient().await;
    let mut tx = cx.begin().await.unwrap();
    {
        let mut connection = tx.sqlite().unwrap().connection().await.unwrap();
        let mut kept = connection.begin().await.unwrap();
        kept.execute("INSERT INTO own VALUES (1)").await.unwrap();
        kept.commit().await.unwrap();
        let mut gone = connection.begin().await.unwrap();
        gone.execute("INSERT INTO own VALUES (2)").await.unwrap();
    }
    insert(&mut tx, 3).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(desk.read(OWN).await, ["1", "3"]);
}

#[tokio::test]
async fn a_joined_transaction_is_its_owners_to_commit() {
    let (desk, cx) = patient().await;
    let mut connection = desk.stranger().await;
    for (text, commit) in [("gone", false), ("kept", true)] {
        let mut theirs = connection.begin().await.unwrap();
        let mut tx = cx.join(&mut theirs);
        insert(&mut tx, 1).await.unwrap();
        noted_in(&mut tx, text).await;
        tx.commit().await.unwrap();
        if commit {
            theirs.commit().await.unwrap();
        } else {
            theirs.rollback().await.unwrap();
        }
    }
    assert_eq!(
        (desk.read(OWN).await, desk.texts().await),
        (vec!["1".to_owned()], vec!["kept".to_owned()])
    );
}

/// On SQLite nothing else is written while it is open.
#[tokio::test]
async fn s23_a_transaction_is_joined_at_the_first_use_of_the_application() {
    let desk = Desk::new();
    let mut config = desk.config();
    config.processor.tx_timeout = Duration::from_millis(200);
    let app = || {
        App::new(config.clone()).on("desk", |_: crate::support::Noted, _| async {
            Ok::<_, Error>(())
        })
    };
    app().open().await.unwrap();
    let mut connection = desk.stranger().await;
    let mut theirs = connection.begin_with("BEGIN IMMEDIATE").await.unwrap();

    let unopened = app().context();
    let emitted = unopened.join(&mut theirs).emit_all([noted("lost")]).await;
    let why = emitted.unwrap_err().to_string();
    assert!(
        why.contains("open it before, with `app.open().await`"),
        "{why}"
    );
    theirs.rollback().await.unwrap();

    let app = app();
    app.open().await.unwrap();
    let mut theirs = connection.begin_with("BEGIN IMMEDIATE").await.unwrap();
    noted_in(&mut app.context().join(&mut theirs), "kept").await;
    theirs.commit().await.unwrap();
    assert_eq!(desk.texts().await, ["kept"]);
}

async fn noted_in(tx: &mut Tx<'_>, text: &str) {
    buildamp_runtime::Emission::new(noted(text))
        .emit(tx)
        .await
        .unwrap();
}

/// A handler that opens a second transaction beside its own is told so at once, instead of waiting for itself.
#[tokio::test]
async fn a_second_transaction_beside_the_attempts_own_is_refused() {
    let handlers = Handlers::new().on(
        "desk",
        |_: crate::support::Noted, cx: Context, tx: &mut Tx<'_>| {
            async move {
                cx.emit(crate::support::Filed {
                    text: "before the first use".to_owned(),
                })
                .await?;
                sqlx::query("CREATE TABLE own (n)")
                    .execute(tx.sqlite()?)
                    .await?;
                assert!(matches!(cx.begin().await, Err(Error::TxOpen)));
                let refused = cx.emit(noted("beside")).await.unwrap_err();
                assert!(refused.to_string().contains(".emit(tx)"), "{refused}");
                tx.emit_all([crate::support::Filed {
                    text: "through it".to_owned(),
                }])
                .await?;
                Ok::<_, anyhow::Error>(())
            }
            .map(IntoOutcome::into_outcome)
            .boxed()
        },
    );
    let app = TestApp::new(
        buildamp_runtime::App::new(buildamp_runtime::Config::default()).handlers(handlers),
    )
    .await
    .unwrap();
    app.context().emit(noted("go")).await.unwrap();
    app.run_until_idle().await.unwrap();
    assert_eq!(app.errors().await.unwrap(), []);
    let filed: Vec<String> = app
        .events_of_type::<crate::support::Filed>()
        .await
        .unwrap()
        .into_iter()
        .map(|filed| filed.text)
        .collect();
    assert_eq!(filed, ["before the first use", "through it"]);
}
