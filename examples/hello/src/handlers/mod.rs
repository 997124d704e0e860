use crate::{Cx, models::events::greeting::Greeting};

pub async fn greet(greeting: Greeting, cx: &Cx) -> anyhow::Result<()> {
    anyhow::ensure!(cx.attempt() > 1, "the line is busy");
    println!("Hello, {}!", greeting.name);
    Ok(())
}
