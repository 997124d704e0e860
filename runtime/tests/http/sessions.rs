//! Sessions and their cookie.

use std::{sync::Arc, time::Duration};

use buildamp_runtime::{App, ManualClock, Operations, Result, SecureCookie, Tenancy, Timestamp};
use sqlx::Connection as _;

use crate::support::{DOCUMENT, Server, Visitor, config, execute, rows};
use crate::wire::{Read, Stream};

const COUNT: &str = "SELECT CAST(count(*) AS TEXT) FROM buildamp_sessions";

async fn sessions(server: &Server) -> String {
    rows(&server.app, COUNT).await.remove(0)
}

#[tokio::test]
async fn h14_only_who_opens_a_page_gets_a_session() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let server = Server::start(&config(&folder).await).await;
    for headers in [
        &[][..],
        &[("accept", "*/*")],
        &[("accept", "text/html"), ("sec-fetch-dest", "empty")],
        &[("accept", "text/html"), ("sec-fetch-site", "cross-site")],
        &[("accept", "text/html"), ("sec-fetch-dest", "iframe")],
    ] {
        for path in ["/", "/who", "/nowhere"] {
            let reply = server.get(path, headers).await;
            assert_eq!(reply.header("set-cookie"), None, "{path} {headers:?}");
        }
    }
    assert_eq!(server.post("/note/x", DOCUMENT).await.problem().0, 401);
    assert_eq!(server.post("/visit", DOCUMENT).await.problem().0, 401);
    assert_eq!(server.get("/sse", &[]).await.problem().0, 401);
    // Not even for who types its address.
    let typed = server.get("/sse", DOCUMENT).await;
    assert_eq!((typed.problem().0, typed.header("set-cookie")), (401, None));
    for path in ["/healthz", "/readyz"] {
        assert_eq!(server.get(path, DOCUMENT).await.header("set-cookie"), None);
    }
    assert_eq!(sessions(&server).await, "0");

    for headers in [DOCUMENT, &[("accept", "text/html,application/xhtml+xml")]] {
        let reply = server.get("/who", headers).await;
        assert!(
            reply
                .body
                .starts_with("session true actor None tenant Some(\"default\")")
        );
        assert!(reply.cookie().unwrap().starts_with("test_session="));
        for attribute in ["HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=1209600"] {
            assert!(reply.cookie_says(attribute), "{attribute}: {reply:?}");
        }
        assert!(!reply.cookie_says("Secure"));
        assert_eq!(reply.header("cache-control"), Some("private, no-cache"));
    }
    assert_eq!(sessions(&server).await, "2");
    server.stop().await;
    Ok(())
}

#[tokio::test]
async fn h14_a_session_keeps_the_applications_data() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let server = Server::start(&config(&folder).await).await;
    let (ada, bob) = (server.visitor().await, server.visitor().await);
    for number in 1..=3 {
        let reply = ada.post("/visit").await;
        assert_eq!(reply.body, number.to_string());
        assert_eq!(reply.header("set-cookie"), None, "nothing has changed");
        assert_eq!(reply.header("cache-control"), None);
    }
    assert_eq!(bob.post("/visit").await.body, "1");
    let both = tokio::join!(ada.post("/visit"), ada.post("/visit"));
    let mut both = [both.0.body, both.1.body];
    both.sort();
    assert_eq!(both, ["4", "5"], "no change is lost");
    server.stop().await;
    Ok(())
}

#[tokio::test]
async fn h14_two_first_visitors_at_once_get_two_sessions() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let server = Server::start(&config(&folder).await).await;
    let visitors = tokio::join!(server.visitor(), server.visitor(), server.visitor());
    assert_ne!(visitors.0.cookie, visitors.1.cookie);
    assert_ne!(visitors.1.cookie, visitors.2.cookie);
    assert_eq!(sessions(&server).await, "3");
    server.stop().await;
    Ok(())
}

#[tokio::test]
async fn h14_a_token_that_a_client_chose_is_never_accepted() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let server = Server::start(&config(&folder).await).await;
    let visitor = server.visitor().await;
    let chosen = "A".repeat(43);
    let mut changed = visitor.token().to_owned();
    let last = if changed.pop() == Some('A') { 'E' } else { 'A' };
    changed.push(last);
    let hash = rows(&server.app, "SELECT token_hash FROM buildamp_sessions")
        .await
        .remove(0);
    let id = rows(&server.app, "SELECT id FROM buildamp_sessions")
        .await
        .remove(0);
    for forged in [
        chosen.as_str(),
        "1",
        "",
        "%00",
        "' OR 1=1 --",
        &changed,
        &hash,
        &id,
        &"x".repeat(4000),
    ] {
        let cookie = format!("test_session={forged}");
        let sent = [("cookie", cookie.as_str())];
        assert_eq!(server.get("/sse", &sent).await.problem().0, 401, "{forged}");
        assert_eq!(
            server.post("/visit", &sent).await.problem().0,
            401,
            "{forged}"
        );
        let page = [("cookie", cookie.as_str()), ("sec-fetch-dest", "document")];
        let reply = server.get("/", &page).await;
        let given = reply.cookie().unwrap();
        assert_ne!(given, cookie);
        assert!(forged.len() < 10 || !given.contains(forged), "{given}");
    }
    // A cookie that another site of the domain added does not hide the good one.
    let both = format!(
        "test_session={chosen}; other=1; test_session={}",
        visitor.token()
    );
    assert_eq!(server.post("/visit", &[("cookie", &both)]).await.body, "1");
    server.stop().await;
    Ok(())
}

#[tokio::test]
async fn h14_a_rotation_kills_the_old_token_and_ends_its_streams() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let server = Server::start(&config(&folder).await).await;
    let old = server.visitor().await;
    assert_eq!(old.post("/visit").await.body, "1");
    let mut stream = old.stream("").await;
    let place = stream.hello().await;
    for path in ["/rotate", "/in/ada"] {
        let fresh = server.visitor().await;
        let reply = fresh.post(path).await;
        assert_eq!(reply.status, 200, "{reply:?}");
        assert!(reply.max_age() > 1_209_000);
        let renewed = Visitor {
            cookie: reply.cookie().unwrap(),
            ..fresh.clone()
        };
        assert_ne!(renewed.cookie, fresh.cookie);
        assert_eq!(fresh.post("/visit").await.problem().0, 401);
        assert_eq!(fresh.get("/sse").await.problem().0, 401);
        assert_eq!(renewed.post("/visit").await.body, "1");
    }
    let reply = old.post("/in/ada").await;
    ends_and_is_back_soon(&mut stream).await;
    let new = Visitor {
        cookie: reply.cookie().unwrap(),
        ..old.clone()
    };
    assert_eq!(new.post("/visit").await.body, "2", "the data stays");
    assert!(new.get("/who").await.body.contains("actor Some(\"ada\")"));
    new.post("/note/after").await;
    let mut stream = new.resume(&place).await;
    assert_eq!(stream.texts(1).await, ["after"], "and so does the place");

    let out = new.post("/out").await;
    assert_eq!((out.status, out.max_age()), (200, 0));
    assert_eq!(out.cookie().unwrap(), "test_session=");
    ends_and_is_back_soon(&mut stream).await;
    assert_eq!(new.post("/visit").await.problem().0, 401);
    server.stop().await;
    Ok(())
}

/// The browser is told to come back at once, and the stream ends.
async fn ends_and_is_back_soon(stream: &mut Stream) {
    let Read::Frame(frame) = stream.read().await else {
        panic!("it is not told when to come back");
    };
    assert!(frame.retry.is_some_and(|wait| wait < 1000), "{frame:?}");
    assert_eq!(stream.read().await, Read::End);
}

#[tokio::test]
async fn h14_a_cookie_changes_with_the_transaction_that_changes_the_token() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let server = Server::start(&config(&folder).await).await;
    for what in ["rotate", "in", "out"] {
        let visitor = server.visitor().await;
        let mut stream = visitor.stream("").await;
        stream.hello().await;
        let undone = visitor.post(&format!("/within/{what}/rollback")).await;
        assert_eq!((undone.status, undone.cookie()), (200, None), "{what}");
        assert_eq!(visitor.post("/visit").await.body, "1", "{what}");
        visitor.post("/note/still").await;
        assert_eq!(stream.texts(1).await, ["still"], "{what}");

        let done = visitor.post(&format!("/within/{what}/commit")).await;
        let cookie = done.cookie().unwrap();
        ends_and_is_back_soon(&mut stream).await;
        assert_eq!(visitor.post("/visit").await.problem().0, 401, "{what}");
        if what == "out" {
            assert_eq!((cookie.as_str(), done.max_age()), ("test_session=", 0));
            continue;
        }
        let renewed = Visitor { cookie, ..visitor };
        assert_eq!(renewed.post("/visit").await.body, "2", "{what}");
        let who = renewed.get("/who").await.body;
        assert_eq!(who.contains("actor Some(\"ada\")"), what == "in", "{who}");
    }
    server.stop().await;
    Ok(())
}

/// Tokens are the engine's to change, and the rest of the transaction is the tenant's.
#[tokio::test]
async fn h14_h37_a_transaction_that_signs_in_goes_on_as_its_tenant() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let mut config = config(&folder).await;
    config.store.url = servers::Postgres::shared().database();
    config.tenancy = Tenancy::Many;
    Operations::migrate(&config).await?;
    let mut database = sqlx::PgConnection::connect(&config.store.url).await?;
    let admit = "CREATE ROLE signing_in NOLOGIN; SELECT buildamp.admit('signing_in');";
    sqlx::raw_sql(admit).execute(&mut database).await?;
    config.store.tenant_role = Some("signing_in".to_owned());
    let app = App::new(config.clone()).tenant(|_| Some("a".to_owned()));
    let server = Server::serve(app, &config.http.address).await;
    let visitor = server.visitor().await;

    assert_eq!(visitor.post("/role").await.body, "true signing_in");
    let refuse = "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no'; END $$;
         CREATE TRIGGER refuse BEFORE UPDATE OF token_hash ON buildamp.sessions FOR EACH ROW EXECUTE FUNCTION refuse();";
    sqlx::raw_sql(refuse).execute(&mut database).await?;
    assert_eq!(visitor.post("/role").await.body, "false signing_in");

    let cookie = visitor.post("/within/in/commit").await;
    assert_eq!((cookie.status, cookie.cookie()), (500, None));
    let allow = "DROP FUNCTION refuse CASCADE";
    sqlx::raw_sql(allow).execute(&mut database).await?;
    assert!(visitor.post("/within/in/commit").await.cookie().is_some());
    server.stop().await;
    Ok(())
}

#[tokio::test]
async fn a_stream_whose_peer_does_not_read_is_cut_when_its_session_ends() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let mut config = config(&folder).await;
    config.sse.queue = 1000;
    let server = Server::start(&config).await;
    let visitor = server.visitor().await;
    let cookie = [("cookie", visitor.cookie.as_str())];
    let mut stream = crate::wire::Stream::open_narrow(&server.address, "/sse", &cookie).await;
    for _ in 0..100 {
        let note = crate::support::note_of("x".repeat(50_000));
        server.app.context().send(note).to_tenant().await?;
    }
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(visitor.post("/rotate").await.status, 200);
    tokio::time::sleep(Duration::from_millis(1500)).await;
    let mut count = 0;
    while let Read::Frame(_) = stream.read().await {
        count += 1;
    }
    assert!(count < 60, "{count}");
    server.stop().await;
    Ok(())
}

#[tokio::test]
async fn h14_a_session_lives_as_long_as_it_is_used_and_expires() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let mut config = config(&folder).await;
    config.session.idle = Duration::from_hours(10);
    config.session.max_age = Duration::from_hours(25);
    let clock = Arc::new(ManualClock::at(
        "2026-01-01T00:00:00Z".parse::<Timestamp>().unwrap(),
    ));
    let server = Server::start_with(&config, Arc::clone(&clock)).await;
    let visitor = server.visitor().await;
    let hour = |hours: u64| clock.advance(Duration::from_hours(hours));
    let reply = visitor.post("/visit").await;
    assert_eq!(
        reply.header("set-cookie"),
        None,
        "too soon to be worth a write"
    );
    for (at, left) in [(8, Some(10)), (16, Some(9)), (24, None)] {
        hour(8);
        let reply = visitor.post("/visit").await;
        assert_eq!(reply.status, 200);
        let Some(left) = left else {
            // It cannot live longer than `max_age`, so that there is nothing to move.
            assert_eq!(reply.header("set-cookie"), None);
            continue;
        };
        assert_eq!(reply.max_age(), left * 3600, "after {at} hours");
        assert_eq!(reply.cookie().unwrap(), visitor.cookie);
    }
    hour(2);
    assert_eq!(visitor.post("/visit").await.problem().0, 401);
    assert_eq!(visitor.get("/sse").await.problem().0, 401);
    let page = [
        ("cookie", visitor.cookie.as_str()),
        ("sec-fetch-dest", "document"),
    ];
    let reply = server.get("/", &page).await;
    assert_ne!(reply.cookie().unwrap(), visitor.cookie);

    let idle = server.visitor().await;
    hour(11);
    assert_eq!(idle.post("/visit").await.problem().0, 401);
    // Housekeeping goes by the same clock.
    for _ in 0..100 {
        clock.advance(Duration::from_mins(2));
        tokio::time::sleep(Duration::from_millis(10)).await;
        if sessions(&server).await == "0" {
            server.stop().await;
            return Ok(());
        }
    }
    panic!("expired sessions are never removed");
}

#[tokio::test]
async fn the_cookie_is_secure_where_the_browser_came_over_https() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let mut config = config(&folder).await;
    let server = Server::start(&config).await;
    let page = |proto| [("sec-fetch-dest", "document"), ("x-forwarded-proto", proto)];
    assert!(!server.get("/", DOCUMENT).await.cookie_says("Secure"));
    assert!(!server.get("/", &page("http")).await.cookie_says("Secure"));
    assert!(
        !server
            .get("/", &page("http, https"))
            .await
            .cookie_says("Secure")
    );
    assert!(server.get("/", &page("https")).await.cookie_says("Secure"));
    assert!(
        server
            .get("/", &page("HTTPS, http"))
            .await
            .cookie_says("Secure")
    );
    server.stop().await;
    config.session.secure = SecureCookie::Always;
    config.session.cookie = Some("own".to_owned());
    let server = Server::start(&config).await;
    let reply = server.get("/", DOCUMENT).await;
    assert!(reply.cookie_says("Secure") && reply.cookie().unwrap().starts_with("own="));
    server.stop().await;
    Ok(())
}

#[tokio::test]
async fn h14_a_cookie_of_another_tenant_is_worth_nothing() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let mut config = config(&folder).await;
    config.tenancy = Tenancy::Many;
    let app = App::new(config.clone()).tenant(|parts| {
        let tenant = parts.headers.get("x-tenant")?.to_str().ok()?;
        Some(tenant.to_owned())
    });
    let server = Server::serve(app, &config.http.address).await;
    let page = |tenant| [("x-tenant", tenant), ("sec-fetch-dest", "document")];
    let cookie = server.get("/", &page("a")).await.cookie().unwrap();
    let at = |tenant| [("x-tenant", tenant), ("cookie", cookie.as_str())];
    assert_eq!(server.post("/visit", &at("a")).await.body, "1");
    assert_eq!(server.post("/visit", &at("b")).await.problem().0, 401);
    assert_eq!(server.get("/sse", &at("b")).await.problem().0, 401);
    let who = server.get("/who", &at("b")).await.body;
    assert!(
        who.starts_with("session false actor None tenant Some(\"b\")"),
        "{who}"
    );

    // A message to a tenant stays there.
    let mut stream = crate::wire::Stream::open(&server.address, "/sse", &at("a")).await;
    stream.hello().await;
    for tenant in ["b", "a"] {
        let cx = server.app.context().with_tenant(tenant);
        cx.send(crate::support::note_of(tenant)).to_tenant().await?;
    }
    assert_eq!(stream.texts(1).await, ["a"]);

    // Nobody says whose it is: no session, and nothing that needs one.
    let reply = server.get("/who", DOCUMENT).await;
    assert_eq!(reply.header("set-cookie"), None);
    assert!(
        reply
            .body
            .starts_with("session false actor None tenant None"),
        "{}",
        reply.body
    );
    assert_eq!(server.get("/sse", DOCUMENT).await.problem().0, 401);
    server.stop().await;
    Ok(())
}

#[tokio::test]
async fn a_session_that_ends_elsewhere_is_no_session() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let server = Server::start(&config(&folder).await).await;
    let visitor = server.visitor().await;
    execute(&server.app, "DELETE FROM buildamp_sessions").await;
    assert_eq!(visitor.post("/visit").await.problem().0, 401);
    let page = [
        ("cookie", visitor.cookie.as_str()),
        ("sec-fetch-dest", "document"),
    ];
    assert_ne!(
        server.get("/", &page).await.cookie().unwrap(),
        visitor.cookie
    );
    server.stop().await;
    Ok(())
}
