use std::time::Duration;

use models::{events::Good, sse::Note};

pub mod asks;
pub mod handlers;
pub mod models;
buildamp::include_generated!();

pub type Cx = buildamp::immediate::Context<()>;

pub async fn usable(cx: &Cx) -> buildamp::Result<()> {
    let good = Good {
        text: String::new(),
    };
    println!("{good:?}");
    good.clone().emit(cx).await?;
    good.schedule(cx, Duration::from_secs(60))?.cancel();
    Ok(())
}

pub fn is_message() -> &'static str {
    <Note as buildamp::SseMessage>::TYPE
}

pub fn registry() -> buildamp::immediate::Handlers<()> {
    generated::handlers()
}
