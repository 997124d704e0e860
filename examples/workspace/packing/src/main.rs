//! Prints a packing list from an order's JSON: `cargo run --package shop-packing < order.json`.

use std::io;

use shop_models::models::events::order::OrderPlaced;

fn main() -> anyhow::Result<()> {
    let placed: OrderPlaced = serde_json::from_reader(io::stdin())?;
    println!("Order {}", placed.number);
    for line in &placed.lines {
        println!("[ ] {} × {}", line.pieces, line.article);
    }
    println!("{}", serde_json::to_string(&placed)?);
    Ok(())
}
