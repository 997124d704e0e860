use crate::{Cx, models::events::Greeting};

pub async fn greet(greeting: Greeting, cx: &Cx) -> buildamp::Result<()> {
    println!("Hello, {}!", greeting.name);
    if greeting.name == "world" {
        let name = "whoever is caused by it".into();
        Greeting { name }.emit(cx).await?;
    }
    Ok(())
}
