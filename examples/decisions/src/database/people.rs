//! Who signed up.

use anyhow::Result;
use buildamp::{CorrelationId, Timestamp, Tx};
use uuid::Uuid;

use super::ask;

/// Somebody who signed up.
pub struct Person {
    pub id: Uuid,
    pub name: String,
    pub email: String,
    pub signed_up_at: Timestamp,
    /// What the sign-up set off.
    pub correlation_id: CorrelationId,
}

/// Adds a person; `false`: somebody has this address.
pub async fn insert(tx: &mut Tx<'_>, person: &Person) -> buildamp::Result<bool> {
    let insert = "INSERT INTO people (id, name, email, signed_up_at, correlation_id) VALUES ($1, $2, $3, $4, $5)
                  ON CONFLICT (email) DO NOTHING RETURNING 1";
    let inserted: Result<Option<i32>, sqlx::Error> = ask!(
        tx,
        sqlx::query_scalar(insert)
            .bind(person.id.to_string())
            .bind(&person.name)
            .bind(&person.email)
            .bind(person.signed_up_at.to_string())
            .bind(person.correlation_id.to_string()),
        fetch_optional
    );
    Ok(inserted?.is_some())
}

/// The person of this id.
pub async fn find(tx: &mut Tx<'_>, id: &str) -> Result<Option<Person>> {
    let select = "SELECT id, name, email, signed_up_at, correlation_id FROM people WHERE id = $1";
    let row = ask!(tx, sqlx::query_as(select).bind(id), fetch_optional)?;
    row.map(person).transpose()
}

/// The person with this address.
pub async fn find_by_email(tx: &mut Tx<'_>, email: &str) -> Result<Option<Person>> {
    let select =
        "SELECT id, name, email, signed_up_at, correlation_id FROM people WHERE email = $1";
    let row = ask!(tx, sqlx::query_as(select).bind(email), fetch_optional)?;
    row.map(person).transpose()
}

fn person(
    (id, name, email, signed_up_at, correlation_id): (String, String, String, String, String),
) -> Result<Person> {
    Ok(Person {
        id: id.parse()?,
        name,
        email,
        signed_up_at: signed_up_at.parse()?,
        correlation_id: correlation_id.parse()?,
    })
}
