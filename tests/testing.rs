//! `#[buildamp::test]`: the application that a test is given.

use std::{convert::Infallible, time::Duration};

use buildamp::{App, Config, Context, Emission, Event, testing::TestApp};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Ping {
    number: u32,
}

impl Event for Ping {
    const TYPE: &'static str = "testing.ping";
}

struct Greeting(&'static str);

#[expect(
    clippy::unnecessary_wraps,
    reason = "an application's own function returns a `Result`"
)]
fn app(greeting: &'static str) -> buildamp::Result<App<Greeting>> {
    Ok(App::new(Config::default()).state(Greeting(greeting)).on(
        "pong",
        |ping: Ping, cx: Context<Greeting>| async move {
            assert_eq!(cx.state().0, "hello");
            assert_ne!(ping.number, 13, "unlucky");
            Ok::<_, Infallible>(())
        },
    ))
}

#[buildamp::test]
async fn s10_a_test_is_given_an_application_without_handlers(app: TestApp) -> buildamp::Result<()> {
    app.context().emit(Ping { number: 1 }).await?;
    assert_eq!(app.run_until_idle().await?, 0);
    assert_eq!(app.events_of_type::<Ping>().await?, [Ping { number: 1 }]);
    Ok(())
}

#[buildamp::test(app = app("hello"))]
async fn s14_a_test_names_the_application_that_it_is_given(
    mut app: TestApp<Greeting>,
) -> anyhow::Result<()> {
    app.context()
        .emit(Emission::new(Ping { number: 13 }).schedule(Duration::from_mins(10)))
        .await?;
    app.context().emit(Ping { number: 2 }).await?;
    assert_eq!(app.run_until_idle().await?, 1);
    app.advance(Duration::from_mins(10));
    assert_eq!(app.run_until_idle().await?, 1);
    let error = &app.errors().await?[0].error;
    anyhow::ensure!(error.contains("unlucky"), "{error}");
    app.clear().await?;
    anyhow::ensure!(app.event_count().await? == 0);
    Ok(())
}

#[buildamp::test]
async fn a_test_needs_no_application() {
    tokio::time::sleep(Duration::from_millis(1)).await;
}

#[buildamp::test(app = App::new(Config::default()))]
#[should_panic(expected = "as it should")]
async fn a_test_may_panic_and_fail(app: TestApp) {
    assert_eq!(app.event_count().await.unwrap(), 1, "as it should");
}
