//! Two builds of one application, as they stand side by side while the one replaces the other.

use std::{future::Future, path::Path, pin::Pin, sync::Arc, time::Duration};

use anyhow::{Result, ensure};
use buildamp_runtime::{
    App, Clock, Context, Event, Handlers, IntoOutcome as _, SystemClock, Timestamp, Tx,
};
use serde::{Deserialize, Serialize};

use crate::{
    job::{Setup, own_sql},
    ledger::Ledger,
};

/// Where the new build's handler writes how often what it handles was brought up to its version.
pub const UPCASTS: &str = "create table upcasts (number bigint not null, version integer not null, upcasts bigint not null)";

/// The build before.
pub mod old {
    use super::{Deserialize, Event, Serialize};

    #[derive(Debug, Clone, Serialize, Deserialize)]
    pub struct Order {
        pub number: u64,
        /// In whole units. The handler fails at nothing, which is a mistake of it.
        pub amount: u64,
    }

    impl Event for Order {
        const TYPE: &'static str = "faults.order";
        const MAX_ATTEMPTS: Option<u32> = Some(1);
    }

    #[derive(Debug, Clone, Serialize, Deserialize)]
    pub struct Note {
        pub number: u64,
    }

    impl Event for Note {
        const TYPE: &'static str = "faults.note";
        const MAX_ATTEMPTS: Option<u32> = Some(1);
    }

    #[derive(Debug, Clone, Serialize, Deserialize)]
    pub struct Refund {
        pub number: u64,
        pub by: By,
    }

    #[derive(Debug, Clone, Serialize, Deserialize)]
    pub enum By {
        Card,
    }

    impl Event for Refund {
        const TYPE: &'static str = "faults.refund";
        const MAX_ATTEMPTS: Option<u32> = Some(1);
    }
}

/// The build after it.
pub mod new {
    use buildamp_runtime::{Upcast, serde_json::json};

    use super::{Deserialize, Event, Serialize};

    /// Its amount has another name and unit, and so it is of another version.
    #[derive(Debug, Clone, Serialize, Deserialize)]
    pub struct Order {
        pub number: u64,
        pub cents: u64,
        /// How often it was brought up to this version.
        pub upcasts: u64,
    }

    impl Event for Order {
        const TYPE: &'static str = "faults.order";
        const VERSION: u32 = 2;
        const UPCAST: Option<Upcast> = Some(|_, data| {
            let number = |key: &str| data[key].as_u64().unwrap_or_default();
            Ok(json!({
                "number": data["number"],
                "cents": 100 * number("amount"),
                "upcasts": number("upcasts") + 1,
            }))
        });
        const MAX_ATTEMPTS: Option<u32> = Some(1);
    }

    /// It says more.
    #[derive(Debug, Clone, Serialize, Deserialize)]
    pub struct Note {
        pub number: u64,
        #[serde(default)]
        pub text: String,
    }

    impl Event for Note {
        const TYPE: &'static str = "faults.note";
        const MAX_ATTEMPTS: Option<u32> = Some(1);
    }

    /// It may be by something that was not there before.
    #[derive(Debug, Clone, Serialize, Deserialize)]
    pub struct Refund {
        pub number: u64,
        pub by: By,
    }

    #[derive(Debug, Clone, Serialize, Deserialize)]
    pub enum By {
        Card,
        Coins,
    }

    impl Event for Refund {
        const TYPE: &'static str = "faults.refund";
        const MAX_ATTEMPTS: Option<u32> = Some(1);
    }
}

/// Which of them a process is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Build {
    Old,
    New,
}

impl Build {
    /// An application of this build, whose clock is ahead.
    pub fn app(self, setup: &Setup, folder: &Path, worker: u32, ahead: Duration) -> Result<App> {
        let ledger = Arc::new(Ledger::open(folder, worker)?);
        let app = App::new(setup.config()).handlers(match self {
            Self::Old => old_handlers(ledger),
            Self::New => new_handlers(ledger),
        });
        Ok(if ahead == Duration::ZERO {
            app
        } else {
            app.clock(Ahead(ahead))
        })
    }
}

fn old_handlers(ledger: Arc<Ledger>) -> Handlers<()> {
    let (for_notes, for_refunds) = (Arc::clone(&ledger), Arc::clone(&ledger));
    Handlers::new()
        .on("order", move |order: old::Order, cx, tx| {
            let ledger = Arc::clone(&ledger);
            Box::pin(async move {
                let handled = async {
                    ensure!(order.amount > 0, "an order of nothing");
                    handle(order.number, &cx, tx, &ledger, Vec::new()).await
                };
                handled.await.into_outcome()
            })
        })
        .on("note", move |note: old::Note, cx, tx| {
            let ledger = Arc::clone(&for_notes);
            Box::pin(async move {
                let handled = handle(note.number, &cx, tx, &ledger, Vec::new());
                handled.await.into_outcome()
            })
        })
        .on("refund", move |refund: old::Refund, cx, tx| {
            let ledger = Arc::clone(&for_refunds);
            Box::pin(async move {
                let handled = handle(refund.number, &cx, tx, &ledger, Vec::new());
                handled.await.into_outcome()
            })
        })
}

fn new_handlers(ledger: Arc<Ledger>) -> Handlers<()> {
    let (for_notes, for_refunds) = (Arc::clone(&ledger), Arc::clone(&ledger));
    Handlers::new()
        .on("order", move |order: new::Order, cx, tx| {
            let ledger = Arc::clone(&ledger);
            Box::pin(async move {
                let new::Order {
                    number,
                    cents,
                    upcasts,
                } = order;
                // What was stored in cents ends in one.
                let version = 1 + cents % 100;
                let upcasts =
                    format!("insert into upcasts values ({number}, {version}, {upcasts})");
                let handled = handle(number, &cx, tx, &ledger, vec![upcasts]);
                handled.await.into_outcome()
            })
        })
        .on("note", move |note: new::Note, cx, tx| {
            let ledger = Arc::clone(&for_notes);
            Box::pin(async move {
                let handled = handle(note.number, &cx, tx, &ledger, Vec::new());
                handled.await.into_outcome()
            })
        })
        .on("refund", move |refund: new::Refund, cx, tx| {
            let ledger = Arc::clone(&for_refunds);
            Box::pin(async move {
                let handled = handle(refund.number, &cx, tx, &ledger, Vec::new());
                handled.await.into_outcome()
            })
        })
}

async fn handle(
    number: u64,
    cx: &Context,
    tx: &mut Tx<'_>,
    ledger: &Ledger,
    more: Vec<String>,
) -> Result<()> {
    let attempt = cx.attempt();
    let entry = ledger.begin(number, attempt)?;
    let effect = format!("insert into effect (number, attempt) values ({number}, {attempt})");
    for sql in [effect].into_iter().chain(more) {
        own_sql(tx, sql).await?;
    }
    entry.end()
}

/// A clock that is ahead of the system's, and right.
#[derive(Debug)]
struct Ahead(Duration);

impl Clock for Ahead {
    fn now(&self) -> Timestamp {
        SystemClock.now() + self.0
    }

    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        SystemClock.sleep(duration)
    }
}
