//! `POST /webhooks/<name>/<tenant>`: a webhook for many tenants, each with secrets of its own.

use buildamp_runtime::{
    App, BoxError, Config, Context, Error, Event, Result, Tenancy, Webhook,
    webhook::{Scheme, Secrets, Verify},
};
use futures_util::future::BoxFuture;
use serde::{Deserialize, Serialize};

use crate::{
    support::{Receiver, on_each},
    wire::post,
};

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Order {
    number: u32,
}

impl Event for Order {
    const TYPE: &'static str = "shop.order";
}

impl Webhook for Order {
    const NAME: &'static str = "shop";
    const VERIFY: Verify = Verify::Scheme(Scheme::Shopify);
    const SIGNED_WITH: Secrets = Secrets::OfTenant(secrets);
}

fn secrets<'a>(tenant: &'a str, cx: &'a Context) -> BoxFuture<'a, Result<Vec<String>, BoxError>> {
    Box::pin(async move {
        assert_eq!(cx.tenant(), Some(tenant));
        match tenant {
            "ants" => Ok(vec!["secret of the ants".to_owned()]),
            "bees" => Ok(vec!["new".to_owned(), "secret of the bees".to_owned()]),
            "down" => Err("the vault does not answer".into()),
            _ => Ok(Vec::new()),
        }
    })
}

fn of_many(mut config: Config) -> Config {
    config.tenancy = Tenancy::Many;
    config
}

#[tokio::test(flavor = "multi_thread")]
async fn h37_each_tenant_has_secrets_and_an_inbox_of_its_own() -> Result<()> {
    on_each(async |config| {
        let app = App::new(of_many(config)).webhook::<Order>();
        let receiver = Receiver::serve(app).await;
        let body = br#"{"number":7}"#;
        let send = async |tenant: &str, secret: &str| {
            let headers = receiver.signed(Scheme::Shopify, secret, body);
            let path = format!("/webhooks/shop/{tenant}");
            let reply = post(&receiver.address, &path, &headers, body).await;
            (reply.status, reply.says())
        };
        let told = |status, says: &str| (status, says.to_owned());
        assert_eq!(
            send("ants", "secret of the bees").await,
            told(401, "no_matching_signature")
        );
        assert_eq!(
            send("ants", "secret of the ants").await,
            told(200, "accepted")
        );
        assert_eq!(
            send("bees", "secret of the bees").await,
            told(200, "accepted")
        );
        assert_eq!(
            send("bees", "secret of the bees").await,
            told(200, "duplicate")
        );
        assert_eq!(send("cows", "secret of the ants").await.0, 404);
        assert_eq!(send("down", "secret of the ants").await.0, 503);
        let mut tenants: Vec<String> = receiver
            .events("shop.order")
            .await?
            .into_iter()
            .map(|event| event.tenant)
            .collect();
        tenants.sort();
        assert_eq!(tenants, ["ants", "bees"]);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn h37_secrets_of_tenants_need_tenants() -> Result<()> {
    let mut config = crate::support::config("memory:");
    "127.0.0.1:0".clone_into(&mut config.http.address);
    let app = App::new(config).webhook::<Order>();
    let Err(Error::Config(problem)) = Box::pin(app.run(app.router())).await else {
        panic!("it started")
    };
    assert!(problem.contains("tenancy = \"many\""), "{problem}");
    Ok(())
}
