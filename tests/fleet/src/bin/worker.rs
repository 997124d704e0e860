//! Handles orders; as the next release when it is told so, which also confirms them.

use std::env;

use buildamp::App;
use fleet::models::events::{order::OrderPlaced, parcel::ParcelSent};

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let mut app = App::from_config()?.on("stock::reserve", |order: OrderPlaced, _| async move {
        println!("reserved {}", order.number);
        anyhow::Ok(())
    });
    app = app.on("parcels::track", |sent: ParcelSent, _| async move {
        println!("{} left", sent.code);
        anyhow::Ok(())
    });
    if env::args().nth(1).as_deref() == Some("next") {
        app = app.on("mail::confirm", |order: OrderPlaced, _| async move {
            println!("confirmed {}", order.number);
            anyhow::Ok(())
        });
    }
    // Opening the store registers the consumers.
    app.consumers().await?;
    println!("ready");
    Ok(app.worker().await?)
}
