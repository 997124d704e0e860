//! The web server beside the worker.

use std::{convert::Infallible, time::Duration};

use axum::{Router, routing::post};
use buildamp_runtime::{App, Error, Result};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
};

use crate::support::{Cx, Notes, Placed, config, until};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_request_emits_and_the_worker_beside_it_handles() -> Result<()> {
    let (folder, notes) = (tempfile::tempdir()?, Notes::default());
    let mut config = config(&folder);
    config.http.address = free_address().await?;
    config.processor.drain = Duration::from_millis(300);
    let address = config.http.address.clone();
    let app =
        App::new(config)
            .state(notes.clone())
            .on("count", |placed: Placed, cx: Cx| async move {
                cx.state().add(placed.number);
                Ok::<_, Infallible>(())
            });
    let cx = app.context();
    let place = move || {
        let cx = cx.clone();
        async move {
            cx.emit(Placed { number: 7 })
                .await
                .map_or_else(|error| error.to_string(), |id| id.to_string())
        }
    };
    let handle = app.handle();
    let running =
        tokio::spawn(async move { app.run(Router::new().route("/place", post(place))).await });
    until(|| async { TcpStream::connect(&address).await.is_ok() }).await;
    let mut stream = TcpStream::connect(&address).await?;
    stream.write_all(b"POST /place HTTP/1.0\r\n\r\n").await?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await?;
    assert!(answer.starts_with("HTTP/1.0 200"), "{answer}");
    until(|| async { notes.len() == 1 }).await;

    // A connection that stays open does not hold up the shutdown.
    let _idle = TcpStream::connect(&address).await?;
    handle.shutdown();
    tokio::time::timeout(Duration::from_secs(3), running)
        .await
        .unwrap()
        .unwrap()?;
    assert!(TcpStream::connect(&address).await.is_err());
    Ok(())
}

#[tokio::test]
async fn a_port_that_is_taken_says_what_to_do() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let mut config = config(&folder);
    let taken = TcpListener::bind("127.0.0.1:0").await?;
    config.http.address = taken.local_addr()?.to_string();
    let refused = App::new(config.clone()).run(Router::new()).await;
    let Err(error @ Error::Io(_)) = refused else {
        panic!("{refused:?}")
    };
    let text = error.to_string();
    assert!(
        text.starts_with(&format!(
            "cannot listen on {}: another program does",
            config.http.address
        )),
        "{text}"
    );
    assert!(
        text.contains("set PORT") && text.contains("[http]"),
        "{text}"
    );

    config.http.address = "localhost".to_owned();
    let refused = App::new(config).run(Router::new()).await;
    assert!(
        matches!(&refused, Err(Error::Config(text)) if text.contains("\"127.0.0.1:3000\"")),
        "{refused:?}"
    );
    Ok(())
}

async fn free_address() -> Result<String> {
    Ok(TcpListener::bind("127.0.0.1:0")
        .await?
        .local_addr()?
        .to_string())
}
