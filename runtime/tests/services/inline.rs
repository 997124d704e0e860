//! Calls that are made at once.

use std::{collections::HashSet, time::Duration};

use buildamp_runtime::{
    App, BoxError, CallFailure, Content, Context, DeadReason, DeliveryFilter, Event, Handlers,
    Result, Settle, State, Target, Tx,
};

use crate::support::{Ack, Server, body, call, config, header, ok, on_record, say};

call!(Charge { account: String, cents: u32 } -> Ack = "desk.charge",
    Target::post("https://service.example.com/charge"));
call!(Find { account: String, tags: Vec<String>, page: Option<u32> } -> Vec<Ack> = "desk.find",
    Target::get("https://service.example.com/accounts/{account}"));
call!(Post { name: String, note: String } -> () = "desk.post",
    Target::post("https://service.example.com/form").content(Content::Form));
call!(Upload { name: String, note: String } -> () = "desk.upload",
    Target::post("https://service.example.com/upload").content(Content::Multipart));

#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
struct Buy {
    account: String,
}

impl Event for Buy {
    const TYPE: &'static str = "desk.buy";
}

fn charge(account: &str) -> Charge {
    Charge {
        account: account.to_owned(),
        cents: 500,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn h11_what_the_url_leaves_is_query_json_form_or_multipart() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let server = Server::new([say("200 OK", "", "[]")]).await;
    let app = App::new(config(&folder, &server));
    let cx = app.context();
    let tags = vec!["a b".to_owned(), "c&d".to_owned()];
    let found = cx
        .call(Find {
            account: "a/7".to_owned(),
            tags,
            page: None,
        })
        .await;
    assert_eq!(found.expect("it is found"), []);
    cx.call(charge("7")).await.expect("it is charged");
    let (name, note) = ("é".to_owned(), "a=b&c\r\n--".to_owned());
    cx.call(Post {
        name: name.clone(),
        note: note.clone(),
    })
    .await
    .expect("it is posted");
    cx.call(Upload { name, note })
        .await
        .expect("it is uploaded");
    let requests = server.requests();
    let find = "GET /accounts/a%2F7?tags=a+b&tags=c%26d HTTP/1.1\r\n";
    assert!(requests[0].starts_with(find), "{}", requests[0]);
    assert_eq!(body(&requests[0]), "");
    assert_eq!(body(&requests[1]), r#"{"account":"7","cents":500}"#);
    assert_eq!(body(&requests[2]), "name=%C3%A9&note=a%3Db%26c%0D%0A--");
    let of = header(&requests[3], "content-type").expect("a type");
    assert!(of.starts_with("multipart/form-data; boundary="), "{of}");
    assert!(
        body(&requests[3]).contains("name=\"note\"\r\n\r\na=b&c\r\n--\r\n"),
        "{}",
        requests[3]
    );
    let keys: HashSet<_> = requests
        .iter()
        .map(|it| header(it, "idempotency-key"))
        .collect();
    assert_eq!(
        keys.len(),
        4,
        "each call outside of a handler has a key of its own"
    );
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn h11_a_key_is_the_same_over_attempts_and_another_for_each_call() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let server = Server::new([ok(), ok(), ok(), ok(), ok(), ok()]).await;
    let mut config = config(&folder, &server);
    config.retry.base = Duration::from_millis(1);
    let app = App::new(config).on("shop::buy", |buy: Buy, cx: Context| async move {
        cx.call(charge(&buy.account)).await?;
        cx.call(charge(&buy.account)).await?;
        cx.call(charge("other")).await?;
        match cx.attempt() {
            1 => Err::<(), BoxError>("not yet".into()),
            _ => Ok(()),
        }
    });
    app.consumers().await?;
    app.context()
        .emit(Buy {
            account: "7".to_owned(),
        })
        .await?;
    app.run_until_empty().await?;
    let requests = server.requests();
    let keys: Vec<_> = requests
        .iter()
        .filter_map(|it| header(it, "idempotency-key"))
        .collect();
    assert_eq!(keys.len(), 6);
    assert_eq!(keys[..3], keys[3..]);
    assert_eq!(keys[..3].iter().collect::<HashSet<_>>().len(), 3);
    let calls = on_record(&app).await?;
    let attempts: Vec<_> = calls.iter().map(|call| call.attempt).collect();
    assert_eq!(
        attempts,
        [Some(1), Some(1), Some(1), Some(2), Some(2), Some(2)]
    );
    Ok(())
}

/// Through `?`, also behind what anyhow adds, an error ends the attempt as it says.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn h35_an_error_of_a_call_means_what_it_says() -> Result<()> {
    let cases = [
        (
            say("422 Unprocessable Content", "", ""),
            State::Dead,
            Some(DeadReason::Fatal),
        ),
        (
            say("503 Service Unavailable", "retry-after: 7200\r\n", ""),
            State::Retrying,
            None,
        ),
    ];
    for (reply, state, reason) in cases {
        let folder = tempfile::tempdir()?;
        let server = Server::new([reply]).await;
        let app = App::new(config(&folder, &server)).on(
            "shop::buy",
            |buy: Buy, cx: Context| async move {
                let charged = cx.call(charge(&buy.account)).await;
                anyhow::Context::context(charged, "the card")?;
                Ok::<(), anyhow::Error>(())
            },
        );
        app.consumers().await?;
        let event = app
            .context()
            .emit(Buy {
                account: "7".to_owned(),
            })
            .await?;
        let worker = tokio::spawn(app.worker());
        let mut of_it = DeliveryFilter::default();
        of_it.event = Some(event);
        crate::support::until(async || {
            let found = app.operations().deliveries(&of_it, None, 1).await?.items;
            Ok(found.iter().any(|it| it.state == state))
        })
        .await?;
        app.handle().shutdown();
        worker.await.expect("the worker ends")?;
        let found = app
            .operations()
            .deliveries(&of_it, None, 1)
            .await?
            .items
            .remove(0);
        assert_eq!((found.state, found.dead_reason), (state, reason));
        if state == State::Retrying {
            let wait = found
                .run_at
                .duration_since(buildamp_runtime::Timestamp::now());
            assert!((7_100..=7_200).contains(&wait.as_secs()), "{wait}");
        }
        let error = found.error.expect("an error");
        assert!(
            error.starts_with("the card: desk.charge: answered with "),
            "{error}"
        );
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn h11_no_call_waits_within_the_transaction_of_its_handler() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let server = Server::new([]).await;
    let handlers = Handlers::new().on("shop::buy", |buy: Buy, cx: Context, tx: &mut Tx<'_>| {
        Box::pin(async move {
            tx.emit_all(Vec::<Buy>::new()).await?;
            match cx.call(charge(&buy.account)).await {
                Err(error) if error.failure() == CallFailure::TxOpen => Ok(Settle::Done),
                other => Err(format!("{other:?}").into()),
            }
        })
    });
    let app = App::new(config(&folder, &server)).handlers(handlers);
    app.consumers().await?;
    app.context()
        .emit(Buy {
            account: "7".to_owned(),
        })
        .await?;
    tokio::time::timeout(Duration::from_secs(10), app.run_until_empty())
        .await
        .expect("it is over")?;
    let found = app
        .operations()
        .deliveries(&DeliveryFilter::default(), None, 1)
        .await?
        .items;
    assert_eq!((found[0].state, &found[0].error), (State::Succeeded, &None));
    assert_eq!(server.bytes(), 0);
    Ok(())
}
