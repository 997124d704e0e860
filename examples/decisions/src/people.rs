//! The application's own table. It lies in the same database as the events, so that both change in one transaction.

use anyhow::Result;
use buildamp::{CorrelationId, Timestamp, Tx};
use uuid::Uuid;

use crate::Cx;

/// Somebody who signed up.
pub struct Person {
    pub id: Uuid,
    pub name: String,
    pub email: String,
    pub signed_up_at: Timestamp,
    /// What the sign-up set off.
    pub correlation_id: CorrelationId,
}

/// Creates the table where it is missing.
pub async fn create_table(cx: &Cx) -> buildamp::Result<()> {
    let mut tx = cx.begin().await?;
    sqlx::query(
        "create table if not exists people (
            id text primary key,
            name text not null,
            email text not null,
            signed_up_at text not null,
            correlation_id text not null
        ) strict",
    )
    .execute(tx.sqlite()?)
    .await?;
    tx.commit().await
}

/// Adds a person.
pub async fn insert(tx: &mut Tx<'_>, person: &Person) -> buildamp::Result<()> {
    sqlx::query(
        "insert into people (id, name, email, signed_up_at, correlation_id) values (?, ?, ?, ?, ?)",
    )
    .bind(person.id.to_string())
    .bind(&person.name)
    .bind(&person.email)
    .bind(person.signed_up_at.to_string())
    .bind(person.correlation_id.to_string())
    .execute(tx.sqlite()?)
    .await?;
    Ok(())
}

/// Finds a person.
pub async fn find(cx: &Cx, id: Uuid) -> Result<Option<Person>> {
    let mut tx = cx.begin().await?;
    let row: Option<(String, String, String, String)> =
        sqlx::query_as("select name, email, signed_up_at, correlation_id from people where id = ?")
            .bind(id.to_string())
            .fetch_optional(tx.sqlite()?)
            .await?;
    let Some((name, email, signed_up_at, correlation_id)) = row else {
        return Ok(None);
    };
    Ok(Some(Person {
        id,
        name,
        email,
        signed_up_at: signed_up_at.parse()?,
        correlation_id: correlation_id.parse()?,
    }))
}
