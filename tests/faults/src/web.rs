//! A web application whose requests emit, with rows of its own in the same transaction.

use std::path::Path;

use anyhow::Result;
use axum::{
    Json, Router,
    http::StatusCode,
    response::Html,
    routing::{get, post},
};
use buildamp_runtime::{App, Context, Emission};

use crate::{
    database::Database,
    job::{Job, Setup, handlers_of, own_sql},
    process::{Place, Process},
    role::Role,
    trial::Trial,
};

/// The table that the requests write into.
pub const OWN: &str = "create table own (number bigint not null)";

/// How many of the rows and events are not together, each once. What came as a webhook has no row.
pub async fn partial(db: &mut Database) -> Result<u64> {
    let number = "cast(data ->> 'number' as bigint)";
    let alone = format!("own where number not in (select {number} from buildamp_events)");
    let without = format!(
        "buildamp_events where source not like '%/webhook' and {number} not in (select number from own)"
    );
    let twice = "(select number from own group by number having count(*) > 1) as twice";
    Ok(db.count(&alone).await? + db.count(&without).await? + db.count(twice).await?)
}

/// Serves at this address, and handles what it emits, until it is told to stop.
pub async fn serve(setup: &Setup, folder: &Path, worker: u32, address: String) -> Result<()> {
    let mut config = setup.config();
    config.http.address = address;
    let app = App::new(config)
        .handlers(handlers_of(folder, worker)?)
        .webhook::<Job>();
    let web = Router::new()
        .route("/", get(async || Html("<!doctype html>")))
        .route("/jobs", post(emit))
        .merge(app.router());
    Ok(app.run(web).await?)
}

/// Starts it as a process of its own, whose runs stand in the ledger of that number.
pub async fn start(trial: &Trial, setup: &Setup, worker: u32, address: &str) -> Result<Process> {
    let role = Role::Web {
        setup: setup.clone(),
        folder: trial.folder.clone(),
        worker,
        address: address.to_owned(),
    };
    let log = format!("web-{worker}");
    Process::start(&role, Place::Together, &trial.folder, &log).await
}

async fn emit(cx: Context, Json(job): Json<Job>) -> buildamp_runtime::Result<StatusCode> {
    let mut tx = cx.begin().await?;
    let own = format!("insert into own (number) values ({})", job.number);
    Emission::new(job).emit(&mut tx).await?;
    own_sql(&mut tx, own).await?;
    tx.commit().await?;
    Ok(StatusCode::CREATED)
}
