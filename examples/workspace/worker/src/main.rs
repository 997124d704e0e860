//! Packs what was ordered: `cargo run --package shop-worker`.

mod handlers;
buildamp::include_generated!();

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let app = buildamp::App::from_config()?.handlers(generated::handlers());
    app.worker().await?;
    Ok(())
}
