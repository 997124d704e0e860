use std::time::Duration;

use immediate::{generated, models::events::Greeting};

#[tokio::main]
async fn main() -> buildamp::Result<()> {
    let app = buildamp::immediate::App::from_config()?.handlers(generated::handlers());
    let cx = app.context();

    let name = "world".into();
    Greeting { name }.emit(&cx).await?; // to the handlers of this process, or `Error::Full`
    let name = "whoever waits".into();
    Greeting { name }.schedule(&cx, Duration::from_millis(50))?;
    let name = "nobody".into();
    let timer = Greeting { name }.schedule(&cx, Duration::from_hours(1))?; // gone with the process
    assert!(timer.cancel());

    app.run_until_empty().await // or `app.worker()`, beside a server
}
