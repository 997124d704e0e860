use std::time::Duration;

use models::{
    events::good::{Good, Other, Third},
    sse::note::Note,
};

pub mod handlers;
pub mod models;
buildamp::include_generated!();

pub type Cx = buildamp::Context<()>;

pub async fn usable(tx: &mut buildamp::Tx<'_>) -> buildamp::Result<()> {
    let good = Good {
        text: String::new(),
    };
    println!("{good:?}");
    good.clone().emit(tx).await?;
    good.schedule(Duration::from_secs(60))
        .max_attempts(2)
        .emit(tx)
        .await?;
    Third::Begun
        .priority(buildamp::Priority::HIGH)
        .emit(tx)
        .await?;
    Other { pages: 1 }.idempotency_key("once").emit(tx).await?;
    let text = String::new();
    Note { text }.emit(tx).await?;
    Ok(())
}

pub fn is_message() -> &'static str {
    <Note as buildamp::SseMessage>::TYPE
}

pub fn registry() -> buildamp::Handlers<()> {
    generated::handlers()
}
