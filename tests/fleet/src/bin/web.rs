//! Emits an order for each number that it reads, and runs nothing.

use std::io::stdin;

use fleet::models::events::order::OrderPlaced;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let cx = buildamp::App::from_config()?.context();
    for line in stdin().lines() {
        let number = line?.parse()?;
        cx.emit(OrderPlaced { number }).await?;
        println!("emitted {number}");
    }
    Ok(())
}
