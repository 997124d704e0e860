use buildamp::Tx;

use crate::{
    Cx,
    database::payments,
    models::{
        board::Payment,
        sse::board::PaymentReceived,
        webhooks::stripe::{Invoice, Paid, StripeEvent},
    },
};

/// Writes the payment down and tells everybody on the board, once, however often Stripe sends it.
///
/// # Errors
/// The database's: it is tried again.
pub async fn book(event: StripeEvent, cx: &Cx, tx: &mut Tx<'_>) -> anyhow::Result<()> {
    let StripeEvent::InvoicePaid {
        id,
        data: Paid { object },
    } = event;
    let Invoice {
        number,
        amount_paid,
        currency,
    } = object;
    let payment = Payment {
        id,
        invoice: number,
        amount: amount_paid,
        currency,
        at: cx.now(),
    };
    payments::insert(tx, &payment).await?;
    tx.send(PaymentReceived { payment }).to_tenant().await?;
    Ok(())
}
