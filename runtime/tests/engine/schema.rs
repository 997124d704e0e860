//! A schema that another build changes while this one works.

use std::{process::ExitCode, time::Duration};

use buildamp_runtime::{App, Config, DataLoss, Error, Operations, Result};
use sqlx::{Connection as _, SqliteConnection};

use crate::support::{config, event};

event!(Counted { number: u32 } = "schema.counted");

const ADDITION: &str = "
    ALTER TABLE buildamp_consumers ADD COLUMN of_the_next_build INTEGER;
    INSERT INTO buildamp_migrations (version, description, success, checksum, execution_time)
    VALUES (1000, 'addition', TRUE, x'', 0);
";
const BREAK: &str = "
    INSERT INTO buildamp_migrations (version, description, success, checksum, execution_time)
    VALUES (1001, 'break', TRUE, x'', 0);
    INSERT INTO buildamp_breaking_migrations VALUES (1001);
";

fn app(config: &Config) -> App {
    App::new(config.clone()).on("count", |_: Counted, _| async { Ok::<_, Error>(()) })
}

async fn run(config: &Config, sql: &'static str) {
    let mut db = SqliteConnection::connect(&config.store.url).await.unwrap();
    sqlx::raw_sql(sql).execute(&mut db).await.unwrap();
}

/// That it ends with an error of the schema, and with what a supervisor is to be told.
fn is_unfit(done: Result<()>) -> String {
    let error = done.unwrap_err();
    assert!(matches!(error, Error::Schema(_)), "{error:?}");
    assert_eq!(
        format!("{:?}", error.exit_code()),
        format!("{:?}", ExitCode::from(78))
    );
    error.to_string()
}

/// What another build adds is borne; what breaks with this one ends its worker, and it does not start again.
#[tokio::test(flavor = "multi_thread")]
async fn f11_a_worker_goes_on_beside_additions_and_ends_before_a_break() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let config = config(&folder);
    let first = app(&config);
    let handle = first.handle();
    let worker = tokio::spawn(first.worker());
    first.context().emit(Counted { number: 1 }).await?;
    run(&config, ADDITION).await;
    // It starts beside them, and goes on for longer than it takes to look.
    app(&config).run_until_empty().await?;
    tokio::time::sleep(Duration::from_millis(1500)).await;
    assert!(!worker.is_finished());

    run(&config, BREAK).await;
    let why = is_unfit(worker.await.expect("no panic"));
    assert!(why.contains("migration 1001 (break)"), "{why}");
    tokio::time::timeout(Duration::from_secs(1), handle.stopped())
        .await
        .expect("whoever serves beside it is told");
    is_unfit(app(&config).worker().await);
    is_unfit(App::new(config.clone()).worker().await);
    Ok(())
}

/// One that only emits ends, too; and one whose schema is taken back.
#[tokio::test(flavor = "multi_thread")]
async fn f11_a_schema_that_is_taken_back_ends_those_that_need_it() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let config = config(&folder);
    let web = App::new(config.clone());
    let worker = tokio::spawn(web.worker());
    web.context().emit(Counted { number: 1 }).await?;
    let back = Operations::migrate_down(&config, None, DataLoss::Refuse).await?;
    let why = is_unfit(worker.await.expect("no panic"));
    assert!(why.contains(&back[0].name), "{why}");
    Ok(())
}
