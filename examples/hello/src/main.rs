use hello::{generated, models::events::greeting::Greeting};

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let app = buildamp::App::from_config()?.handlers(generated::handlers());
    let cx = app.context();

    let mut tx = cx.begin().await?;
    let name = "world".into();
    let id = Greeting { name }.emit(&mut tx).await?;
    tx.commit().await?;

    app.run_until_empty().await?;
    println!("\n{}", app.trace(id.into()).await?);
    Ok(())
}
