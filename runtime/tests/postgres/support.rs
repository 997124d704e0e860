//! What the tests share: an application on a database of its own.

use std::time::Duration;

use buildamp_runtime::{
    App, Config, Context, Error, Event, EventId, Handlers, IntoOutcome, Result,
};
use serde::{Deserialize, Serialize};
use sqlx::{PgPool, postgres::PgPoolOptions};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Noted {
    pub text: String,
}

impl Event for Noted {
    const TYPE: &'static str = "desk.noted";
}

pub fn noted(text: &str) -> Noted {
    Noted {
        text: text.to_owned(),
    }
}

/// A database with a table of the application's own.
pub struct Desk {
    pub config: Config,
    pub pool: PgPool,
}

impl Desk {
    pub async fn new() -> Self {
        Self::on(servers::Postgres::shared()).await
    }

    pub async fn on(server: &servers::Postgres) -> Self {
        let mut config = Config::default();
        config.store.url = server.database();
        config.processor.lease = Duration::from_secs(2);
        config.processor.tx_timeout = Duration::from_secs(1);
        let pool = PgPoolOptions::new().max_connections(3);
        let pool = pool.connect(&config.store.url).await.unwrap();
        let create = sqlx::query("CREATE TABLE own (text text PRIMARY KEY)");
        create.execute(&pool).await.unwrap();
        Self { config, pool }
    }

    /// An application whose handler writes what was noted into the table, in its own transaction.
    pub fn app(&self) -> App {
        Self::app_of(self.config.clone())
    }

    /// The same by a configuration of its own.
    pub fn app_of(config: Config) -> App {
        let handlers = Handlers::new().on("desk::file", |note: Noted, _cx, tx| {
            Box::pin(async move {
                let file = sqlx::query("INSERT INTO own VALUES ($1)").bind(note.text);
                file.execute(tx.postgres()?).await?;
                Ok::<(), Error>(()).into_outcome()
            })
        });
        App::new(config).handlers(handlers)
    }

    pub async fn own(&self) -> Vec<String> {
        let own = sqlx::query_scalar("SELECT text FROM own ORDER BY text");
        own.fetch_all(&self.pool).await.unwrap()
    }

    pub async fn texts(&self) -> Vec<String> {
        let texts = "SELECT data ->> 'text' FROM buildamp.events ORDER BY seq";
        sqlx::query_scalar(texts)
            .fetch_all(&self.pool)
            .await
            .unwrap()
    }
}

pub async fn insert(cx: &Context, text: &str) -> Result<EventId> {
    let mut tx = cx.begin().await?;
    let own = sqlx::query("INSERT INTO own VALUES ($1)").bind(text.to_owned());
    own.execute(tx.postgres()?).await?;
    let ids = tx.emit_all([noted(text)]).await?;
    tx.commit().await?;
    Ok(ids[0])
}
