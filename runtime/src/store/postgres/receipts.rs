//! Events that come from outside, each with the messages by which its copies are known; those that come at once are stored
//! together.

use sqlx_core::query::query;
use sqlx_postgres::PgRow;

use super::{
    alone::Alone,
    emit::emitted,
    rows::{self, Micros},
    together::{Entered, Together, Write, is_refusal, same},
};
use crate::{
    Error, Result,
    store::{Emitted, NewEvent, Receipt},
};

/// Stores events whose messages are new.
#[derive(Debug, Clone)]
pub(super) struct Receipts(pub Alone);

/// An event, and what it comes from.
type Incoming = (NewEvent, Receipt);

impl Receipts {
    /// Stores them all. `None`: the one that there is is a copy, and nothing was stored; of several, that one is makes the server
    /// refuse them all.
    async fn store(&self, all: &[Incoming]) -> Result<Option<Vec<Emitted>>> {
        let mut messages = Messages::default();
        for (event, receipt) in all {
            messages.add(event, receipt);
        }
        let events: Vec<NewEvent>;
        let (receive, events) = if let [(event, _)] = all {
            let receive = query(include_str!("sql/receive_event.sql"));
            let receive = rows::bind_event(receive, event)?;
            (receive, std::slice::from_ref(event))
        } else {
            events = all.iter().map(|(event, _)| event.clone()).collect();
            let receive = query(include_str!("sql/receive_events.sql"));
            (rows::bind_events(receive, &events)?, &events[..])
        };
        let receive = receive
            .bind(messages.tenants)
            .bind(messages.consumers)
            .bind(messages.ids)
            .bind(messages.received_at);
        let known = self.0.store(receive, events.len()).await?;
        if known
            .iter()
            .map(is_copy)
            .collect::<Result<Vec<_>>>()?
            .contains(&true)
        {
            return Ok(None);
        }
        self.0.wake();
        emitted(events, &known).map(Some)
    }

    async fn store_one(&self, one: &Incoming) -> Result<Option<Emitted>> {
        let stored = self.store(std::slice::from_ref(one)).await?;
        Ok(stored.and_then(|emitted| emitted.into_iter().next()))
    }
}

fn is_copy(row: &PgRow) -> Result<bool> {
    rows::get(row, "is_copy")
}

/// The messages of several events, column by column.
#[derive(Default)]
struct Messages {
    tenants: Vec<String>,
    consumers: Vec<String>,
    ids: Vec<String>,
    received_at: Vec<Micros>,
}

impl Messages {
    fn add(&mut self, event: &NewEvent, receipt: &Receipt) {
        for id in &receipt.messages {
            self.tenants.push(event.tenant.clone());
            self.consumers.push(receipt.consumer.clone());
            self.ids.push(id.clone());
            self.received_at.push(Micros(event.time));
        }
    }
}

impl Write for Receipts {
    type Item = Incoming;
    type Done = Option<Emitted>;

    fn weight(_: &Incoming) -> usize {
        1
    }

    async fn write(&self, all: Vec<Incoming>) -> Vec<Result<Option<Emitted>>> {
        if let [one] = &all[..] {
            return vec![self.store_one(one).await];
        }
        match self.store(&all).await {
            Ok(Some(emitted)) => emitted.into_iter().map(|one| Ok(Some(one))).collect(),
            // The server has refused all because of one, a copy most likely: each by itself, then.
            Ok(None) => self.one_by_one(&all).await,
            Err(error) if is_refusal(&error) => self.one_by_one(&all).await,
            Err(error) => all.iter().map(|_| Err(same(&error))).collect(),
        }
    }
}

impl Receipts {
    async fn one_by_one(&self, all: &[Incoming]) -> Vec<Result<Option<Emitted>>> {
        let mut done = Vec::new();
        for one in all {
            done.push(self.store_one(one).await);
        }
        done
    }
}

impl Together<Receipts> {
    /// See [`Store::receive_event`](crate::store::Store::receive_event).
    pub(super) async fn receive(
        &self,
        event: &NewEvent,
        receipt: &Receipt,
    ) -> Result<Option<Emitted>> {
        rows::refuse_nul(event)?;
        let incoming = || (event.clone(), receipt.clone());
        match self.enter(incoming) {
            Entered::Now(_turn) => self.write.store_one(&incoming()).await,
            Entered::Later(answer) => answer.await.unwrap_or(Err(Error::Closed)),
        }
    }
}
