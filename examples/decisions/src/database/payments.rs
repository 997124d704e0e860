//! Invoices that were paid.

use anyhow::Result;
use buildamp::Tx;

use super::{ask, run};
use crate::models::board::Payment;

/// Adds a payment.
pub async fn insert(tx: &mut Tx<'_>, payment: &Payment) -> Result<()> {
    let insert =
        "INSERT INTO payments (id, invoice, amount, currency, at) VALUES ($1, $2, $3, $4, $5)";
    run!(
        tx,
        sqlx::query(insert)
            .bind(&payment.id)
            .bind(&payment.invoice)
            .bind(i64::from(payment.amount))
            .bind(&payment.currency)
            .bind(payment.at.to_string())
    )?;
    Ok(())
}

/// The last ones, at most so many, the newest at the end.
pub async fn last(tx: &mut Tx<'_>, limit: i64) -> Result<Vec<Payment>> {
    let select =
        "SELECT id, invoice, amount, currency, at FROM payments ORDER BY at DESC, id DESC LIMIT $1";
    let rows: Vec<(String, String, i64, String, String)> =
        ask!(tx, sqlx::query_as(select).bind(limit), fetch_all)?;
    let payments = rows
        .into_iter()
        .rev()
        .map(|(id, invoice, amount, currency, at)| {
            Ok(Payment {
                id,
                invoice,
                amount: amount.try_into()?,
                currency,
                at: at.parse()?,
            })
        });
    payments.collect()
}
