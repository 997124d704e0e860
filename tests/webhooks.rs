//! `#[derive(BuildAmpWebhook)]`: a webhook that lies anywhere, whose sender and secrets are known by functions of the application.

use std::convert::Infallible;

use buildamp::{
    App, BuildAmpWebhook, Config, Context, Event as _, Tenancy, Webhook as _,
    testing::TestApp,
    webhook::{Rejection, Request},
};
use serde::{Deserialize, Serialize};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
};

/// What a partner tells.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, BuildAmpWebhook)]
#[buildamp(path = "partner", verify = signed, secret = vault::secrets, max_body = 64, type = "partner.told")]
struct Told {
    text: String,
}

/// The secret itself stands in a header, which the test can do without computing anything.
fn signed(request: &Request<'_>) -> Result<String, Rejection> {
    let given = request.header("partner-secret")?;
    if !request.secrets().iter().any(|secret| secret == given) {
        return Err(Rejection::NoMatchingSignature);
    }
    request.header("partner-id").map(str::to_owned)
}

mod vault {
    use std::io;

    use buildamp::{Context, sqlx};

    /// Out of the application's own table.
    pub(super) async fn secrets(tenant: &str, cx: &Context) -> Result<Vec<String>, io::Error> {
        let read = async {
            let mut tx = cx.begin().await?;
            sqlx::query_scalar("SELECT secret FROM partners WHERE tenant = ?")
                .bind(tenant)
                .fetch_all(tx.sqlite()?)
                .await
                .map_err(buildamp::Error::from)
        };
        read.await.map_err(io::Error::other)
    }
}

fn app() -> App {
    let mut config = Config::default();
    config.tenancy = Tenancy::Many;
    App::new(config)
        .webhook::<Told>()
        .on("hear", |_: Told, cx: Context| async move {
            assert_eq!(cx.tenant(), Some("ants"));
            Ok::<_, Infallible>(())
        })
}

#[buildamp::test(app = app())]
async fn h10_a_derived_webhook_asks_functions_of_the_application(
    app: TestApp,
) -> buildamp::Result<()> {
    assert_eq!(
        (Told::TYPE, Told::NAME, Told::MAX_BODY),
        ("partner.told", "partner", 64)
    );
    let mut tx = app.context().with_tenant("ants").begin().await?;
    for statement in [
        "CREATE TABLE partners (tenant TEXT, secret TEXT)",
        "INSERT INTO partners VALUES ('ants', 'sesame')",
    ] {
        buildamp::sqlx::query(statement)
            .execute(tx.sqlite()?)
            .await?;
    }
    tx.commit().await?;

    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let router = app.app().router();
    tokio::spawn(async move { axum::serve(listener, router).await });
    let send = async |tenant: &str, secret: &str, body: &str| {
        let mut stream = TcpStream::connect(address).await?;
        let text = format!(
            "POST /webhooks/partner/{tenant} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\npartner-id: 1\r\n\
             partner-secret: {secret}\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        );
        stream.write_all(text.as_bytes()).await?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await?;
        Ok::<_, buildamp::Error>(answer[9..12].to_owned())
    };
    let body = r#"{"text":"rain"}"#;
    assert_eq!(send("ants", "open", body).await?, "401");
    assert_eq!(send("bees", "sesame", body).await?, "404");
    assert_eq!(send("ants", "sesame", &" ".repeat(65)).await?, "413");
    assert_eq!(send("ants", "sesame", body).await?, "200");
    assert_eq!(send("ants", "sesame", body).await?, "200");
    app.run_until_idle().await?;
    let told = Told {
        text: "rain".to_owned(),
    };
    assert_eq!(app.events_of_type::<Told>().await?, [told]);
    assert_eq!(app.deliveries_of("hear").await?.len(), 1);
    Ok(())
}
