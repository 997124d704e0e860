//! Where calls may not go: nothing of them reaches a private address.

use std::time::{Duration, Instant};

use buildamp_runtime::{App, CallFailure, Config, Error, Operations, Result, Target};

use crate::support::{Ack, Server, call, config, lead, on_record, say};

call!(Look { path: String } -> Ack = "desk.look",
    Target::get("https://service.example.com/look").timeout(Duration::from_secs(1)));
call!(Headed { tag: String } -> Ack = "desk.headed",
    Target::post("https://service.example.com/headed").headers(&[("x-tag", "{tag}")]));
call!(Deep { folder: String, file: String } -> Ack = "desk.deep",
    Target::get("https://service.example.com/a/{folder}/b/{file}?of={folder}"));

fn look() -> Look {
    Look {
        path: "..".to_owned(),
    }
}

/// Each way to write an address of this machine, or of one that is near.
#[tokio::test(flavor = "multi_thread")]
async fn ssrf_no_private_address_is_reached_however_it_is_written() {
    let private = Server::new([]).await;
    let port = private.port;
    let urls = [
        format!("http://127.0.0.1:{port}"),
        format!("https://127.0.0.1:{port}"),
        format!("http://2130706433:{port}"),
        format!("http://0x7f.1:{port}"),
        format!("http://017700000001:{port}"),
        format!("http://127。0。0。1:{port}"),
        format!("http://0.0.0.0:{port}"),
        format!("http://localhost.:{port}"),
        format!("http://localhost:{port}"),
        "https://localhost.".to_owned(),
        format!("http://[::]:{port}"),
        format!("http://[::1]:{port}"),
        format!("http://[::ffff:127.0.0.1]:{port}"),
        format!("http://[::7f00:1]:{port}"),
        format!("http://[::ffff:0:7f00:1]:{port}"),
        "https://[::ffff:169.254.169.254]".to_owned(),
        "https://[64:ff9b::a9fe:a9fe]".to_owned(),
        "https://[fd00:ec2::254]".to_owned(),
        "https://[fec0::1]".to_owned(),
        "https://[2001::1]".to_owned(),
        "https://[2002:7f00:1::]".to_owned(),
        "https://169.254.169.254".to_owned(),
        "https://10.0.0.1".to_owned(),
        "https://100.64.0.1".to_owned(),
        "https://192.168.1.1".to_owned(),
        "https://224.0.0.1".to_owned(),
        "https://255.255.255.255".to_owned(),
    ];
    for url in urls {
        let folder = tempfile::tempdir().unwrap();
        let mut config = config(&folder, &private);
        config.services.allow.clear();
        lead(&mut config, &url);
        let app = App::new(config);
        let since = Instant::now();
        let error = app.context().call(look()).await.unwrap_err();
        assert_eq!(
            error.failure(),
            CallFailure::BlockedAddress,
            "{url}: {error}"
        );
        assert!(error.is_permanent(), "{url}");
        assert!(since.elapsed() < Duration::from_secs(10), "{url}");
        let calls = on_record(&app).await.unwrap();
        assert_eq!(calls[0].failure.as_deref(), Some("blocked_address"));
    }
    assert_eq!(private.bytes(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn ssrf_only_https_at_the_usual_ports_unless_it_is_allowed() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::new([]).await;
    let refused = async |url: &str, allow: &[&str]| {
        let mut config = config(&folder, &server);
        config.services.allow = allow.iter().map(|&it| it.to_owned()).collect();
        lead(&mut config, url);
        let error = App::new(config).context().call(look()).await.unwrap_err();
        assert_eq!(error.failure(), CallFailure::BlockedAddress, "{error}");
        error.to_string()
    };
    let plain = refused("http://1.1.1.1", &[]).await;
    assert!(
        plain.contains("write \"1.1.1.1:80\" under [services] allow"),
        "{plain}"
    );
    let port = refused("https://1.1.1.1:8443", &[]).await;
    assert!(port.contains("port 8443 is neither 80 nor 443"), "{port}");
    // What is allowed at one port is not at another.
    let other = refused(&server.origin, &["127.0.0.1:1"]).await;
    assert!(other.contains("without the port"), "{other}");
    assert_eq!(server.bytes(), 0);

    for allow in ["127.0.0.1:*", "127.0.0.0/8:*"] {
        let mut config = config(&folder, &server);
        config.services.allow = vec![allow.to_owned()];
        App::new(config).context().call(look()).await.unwrap();
    }
    let mut config = config(&folder, &server);
    lead(&mut config, &format!("http://localhost:{}", server.port));
    config.services.allow = vec![format!("localhost:{}", server.port)];
    App::new(config).context().call(look()).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn ssrf_an_answer_that_leads_elsewhere_is_not_followed() {
    let folder = tempfile::tempdir().unwrap();
    let private = Server::new([]).await;
    let location = format!("location: {}/secret\r\n", private.origin);
    let server = Server::new([say("302 Found", &location, "")]).await;
    let mut config = config(&folder, &server);
    // Not even where it would be allowed.
    config.services.allow = vec!["127.0.0.1:*".to_owned()];
    let error = App::new(config).context().call(look()).await.unwrap_err();
    assert_eq!(
        (error.failure(), error.is_permanent()),
        (CallFailure::Redirect, true)
    );
    assert_eq!((private.bytes(), server.requests().len()), (0, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn ssrf_a_field_stays_in_its_place() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::new([]).await;
    let app = App::new(config(&folder, &server));
    let cx = app.context();
    for tag in ["a\r\nx-evil: 1", "a\nb", "a\0b"] {
        let headed = Headed {
            tag: tag.to_owned(),
        };
        let error = cx.call(headed).await.unwrap_err();
        assert_eq!(error.failure(), CallFailure::InvalidCall, "{tag:?}");
    }
    for (folder, file) in [("..", "x"), (".", "x"), ("", "x"), ("x", ".."), ("x", "")] {
        let deep = Deep {
            folder: folder.to_owned(),
            file: file.to_owned(),
        };
        let error = cx.call(deep).await.unwrap_err();
        assert_eq!(
            error.failure(),
            CallFailure::InvalidCall,
            "{folder:?} {file:?}"
        );
    }
    assert_eq!(server.bytes(), 0);
    let odd = "../..\\%2e%2e/@evil.example.com:1?a=b#c é";
    let deep = Deep {
        folder: odd.to_owned(),
        file: "b".to_owned(),
    };
    cx.call(deep).await.unwrap();
    cx.call(Headed {
        tag: "a b".to_owned(),
    })
    .await
    .unwrap();
    let requests = server.requests();
    let encoded = "..%2F..%5C%252e%252e%2F%40evil.example.com%3A1%3Fa%3Db%23c%20%C3%A9";
    let line = format!("GET /a/{encoded}/b/b?of={encoded} HTTP/1.1\r\n");
    assert!(requests[0].starts_with(&line), "{}", requests[0]);
    assert!(
        requests[1].contains("\r\nx-tag: a b\r\n"),
        "{}",
        requests[1]
    );
}

/// What is allowed is called over HTTPS as well, where whoever is there has to show a certificate.
#[tokio::test(flavor = "multi_thread")]
async fn h35_a_server_without_a_certificate_is_passing() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::new([]).await;
    let mut config = config(&folder, &server);
    lead(&mut config, &server.origin.replace("http:", "https:"));
    let error = App::new(config).context().call(look()).await.unwrap_err();
    let passing = [CallFailure::Connection, CallFailure::Timeout];
    assert!(passing.contains(&error.failure()), "{error}");
    assert!(!error.is_permanent());
    assert_eq!(server.requests().len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn h11_what_replaces_a_host_is_a_host() {
    for to in [
        "",
        "127.0.0.1",
        "http://127.0.0.1/path",
        "http://a:b@127.0.0.1",
        "ftp://127.0.0.1",
    ] {
        let mut config = Config::default();
        lead(&mut config, to);
        let problem = config.validate().unwrap_err().to_string();
        assert!(problem.starts_with("services.replace: "), "{problem}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn h11_an_entry_that_is_none_says_what_to_write() -> Result<()> {
    for entry in [
        "",
        "127.0.0.1:",
        "127.0.0.1:http",
        "10.0.0.0/33",
        "a b",
        "[::1",
        "http://x",
    ] {
        let mut config = Config::default();
        config.services.allow = vec![entry.to_owned()];
        let Err(Error::Config(problem)) = Operations::script(&config, 0) else {
            panic!("{entry:?} is taken");
        };
        assert!(problem.starts_with("services.allow: "), "{problem}");
        assert!(problem.contains("\"127.0.0.1:*\""), "{problem}");
    }
    for entry in [
        "mail.internal",
        "mail.internal:25",
        "10.0.0.0/8",
        "[fd00::]/8:*",
        "::1",
        "[::1]:3000",
    ] {
        let mut config = Config::default();
        config.services.allow = vec![entry.to_owned()];
        config.validate()?;
    }
    Ok(())
}
