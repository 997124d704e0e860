use shop_models::models::events::order::OrderPlaced;

pub async fn pack(placed: OrderPlaced) -> anyhow::Result<()> {
    for line in &placed.lines {
        println!(
            "order {}: {} × {}",
            placed.number, line.pieces, line.article
        );
    }
    Ok(())
}
