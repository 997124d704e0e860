//! Calls that are emitted.

use std::{sync::Arc, time::Duration};

use buildamp_runtime::{
    Answered, App, Config, Context, DeadReason, DeliveryFilter, Error, Event, EventId, Failed,
    Follow, Handlers, ManualClock, Result, Retry, ServiceCall, State, Target, Timestamp,
};
use tokio::sync::Mutex;

use crate::support::{
    Ack, ELSEWHERE, Reply, Server, body, call, config, header, ok, on_record, say, until,
};

#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct WelcomeMail {
    pub kind: String,
    pub to: String,
}

impl Event for WelcomeMail {
    const TYPE: &'static str = "sendgrid.welcome_mail";
    const RETRY: Option<Retry> = Some(Retry::Fixed(Duration::from_mins(1)));
}

impl ServiceCall for WelcomeMail {
    type Response = Ack;
    const TARGET: Target = Target::post("https://service.example.com/v3/mail/{kind}")
        .auth("Bearer ${CARGO_PKG_REPOSITORY}")
        .headers(&[("x-tag", "a")]);

    fn on_success(answered: Answered<Self>) -> Option<Follow> {
        let (to, id) = (answered.call.to, answered.response.id);
        Some(Follow::with(MailSent { to, id }))
    }

    fn on_failure(failed: Failed<Self>) -> Option<Follow> {
        let (to, why) = (failed.call.to, failed.error);
        Some(Follow::with(MailLost { to, why }))
    }
}

#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct MailSent {
    pub to: String,
    pub id: u32,
}

impl Event for MailSent {
    const TYPE: &'static str = "mail_sent";
}

#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct MailLost {
    pub to: String,
    pub why: String,
}

impl Event for MailLost {
    const TYPE: &'static str = "mail_lost";
}

/// What the test's own secret is: a variable that cargo sets.
const SECRET: &str = env!("CARGO_PKG_REPOSITORY");

type Told = Arc<Mutex<Vec<String>>>;

fn app(config: Config, told: &Told) -> App<Told> {
    let handlers = Handlers::new()
        .service::<WelcomeMail>()
        .on("told::sent", |sent: MailSent, cx: Context<Told>, _| {
            Box::pin(async move {
                cx.state()
                    .lock()
                    .await
                    .push(format!("sent {} as {}", sent.to, sent.id));
                Ok(buildamp_runtime::Settle::Done)
            })
        })
        .on("told::lost", |lost: MailLost, cx: Context<Told>, _| {
            Box::pin(async move {
                cx.state()
                    .lock()
                    .await
                    .push(format!("lost {}: {}", lost.to, lost.why));
                Ok(buildamp_runtime::Settle::Done)
            })
        });
    App::new(config).state(Arc::clone(told)).handlers(handlers)
}

fn mail() -> WelcomeMail {
    WelcomeMail {
        kind: "welcome/1".to_owned(),
        to: "ada@example.com".to_owned(),
    }
}

/// Runs the application as a process of its own until its mail is in this state after so many attempts.
async fn run_until(app: &App<Told>, event: EventId, (attempt, state): (u32, State)) -> Result<()> {
    let worker = tokio::spawn(app.worker());
    let mut of_mail = DeliveryFilter::default();
    of_mail.event = Some(event);
    until(async || {
        let found = app.operations().deliveries(&of_mail, None, 1).await?.items;
        Ok(found
            .iter()
            .any(|it| (it.attempt, it.state) == (attempt, state)))
    })
    .await?;
    app.handle().shutdown();
    worker.await.expect("the worker ends")
}

/// The databases that these tests run on.
async fn on_each(test: impl AsyncFn(String) -> Result<()>) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let urls = [
        format!("sqlite:{}", folder.path().join("each.db").display()),
        #[cfg(feature = "postgres")]
        servers::Postgres::shared().database(),
    ];
    for url in urls {
        println!("on {url}");
        test(url).await?;
    }
    Ok(())
}

/// Scenario 3: a mail service that fails, asks for patience and takes the mail, with a new process in between each time.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn h11_three_attempts_one_mail_one_key_across_restarts() -> Result<()> {
    on_each(async |url| {
        let folder = tempfile::tempdir()?;
        let server = Server::new([
            say("500 Internal Server Error", "", "oops"),
            say("429 Too Many Requests", "retry-after: 300\r\n", ""),
            say("200 OK", "", r#"{"id":42}"#),
        ])
        .await;
        let mut config = config(&folder, &server);
        config.store.url = url;
        let told = Told::default();
        let start: Timestamp = "2026-12-01T12:00:00Z".parse().expect("a time");
        let clock = Arc::new(ManualClock::at(start));
        let process = || app(config.clone(), &told).clock(Arc::clone(&clock));

        let first = process();
        // The consumer is on record before the event is.
        first.consumers().await?;
        let event = first.context().emit(mail()).await?;
        run_until(&first, event, (1, State::Retrying)).await?;
        // Its own policy: a minute.
        clock.advance(Duration::from_mins(1));
        let second = process();
        run_until(&second, event, (2, State::Retrying)).await?;
        assert_eq!(server.requests().len(), 2);
        // What the service says goes before that.
        clock.advance(Duration::from_secs(299));
        let early = process();
        let worker = tokio::spawn(early.worker());
        tokio::time::sleep(Duration::from_millis(200)).await;
        early.handle().shutdown();
        worker.await.expect("the worker ends")?;
        assert_eq!(server.requests().len(), 2, "Retry-After is not over");
        clock.advance(Duration::from_secs(1));
        let third = process();
        run_until(&third, event, (3, State::Succeeded)).await?;

        let requests = server.requests();
        assert_eq!(requests.len(), 3);
        for request in &requests {
            assert!(
                request.starts_with("POST /v3/mail/welcome%2F1 HTTP/1.1\r\n"),
                "{request}"
            );
            assert_eq!(
                header(request, "idempotency-key"),
                Some(&*event.to_string())
            );
            assert_eq!(
                header(request, "authorization"),
                Some(&*format!("Bearer {SECRET}"))
            );
            assert_eq!(header(request, "x-tag"), Some("a"));
            assert_eq!(body(request), r#"{"to":"ada@example.com"}"#);
        }
        let calls = on_record(&third).await?;
        let statuses: Vec<_> = calls
            .iter()
            .map(|call| (call.attempt, call.status))
            .collect();
        assert_eq!(
            statuses,
            [
                (Some(1), Some(500)),
                (Some(2), Some(429)),
                (Some(3), Some(200))
            ]
        );
        let answers: Vec<_> = calls.iter().map(|call| call.answer.as_deref()).collect();
        assert_eq!(answers, [Some("oops"), Some(""), Some(r#"{"id":42}"#)]);
        assert!(calls.iter().all(|call| call.event == Some(event)));
        assert_eq!(
            calls[0].request,
            format!("POST {ELSEWHERE}/v3/mail/{{kind}}")
        );

        // What follows was emitted with the success, once.
        let fourth = process();
        tokio::time::timeout(Duration::from_secs(10), fourth.run_until_empty())
            .await
            .expect("nothing is left to do")?;
        assert_eq!(*told.lock().await, ["sent ada@example.com as 42"]);
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn h11_h35_a_refusal_is_the_end_and_its_event_follows() -> Result<()> {
    on_each(async |url| {
        let folder = tempfile::tempdir()?;
        let refusal = format!(r#"{{"no":"{SECRET}"}}"#);
        let server = Server::new([say("400 Bad Request", "", &refusal)]).await;
        let mut config = config(&folder, &server);
        config.store.url = url;
        let told = Told::default();
        let app = app(config, &told);
        app.consumers().await?;
        let event = app.context().emit(mail()).await?;
        tokio::time::timeout(Duration::from_secs(10), app.run_until_empty())
            .await
            .expect("nothing is left to do")?;
        let (_, deliveries) = app.operations().event(event).await?;
        let dead = &deliveries[0].delivery;
        assert_eq!(
            (dead.state, dead.dead_reason),
            (State::Dead, Some(DeadReason::Fatal))
        );
        let why = "sendgrid.welcome_mail: answered with 400: {\"no\":\"[secret]\"}";
        assert_eq!(dead.error.as_deref(), Some(why));
        assert_eq!(*told.lock().await, [format!("lost ada@example.com: {why}")]);
        // What the variable holds is nowhere.
        let calls = on_record(&app).await?;
        assert_eq!(calls[0].answer.as_deref(), Some(r#"{"no":"[secret]"}"#));
        assert!(!format!("{calls:?} {deliveries:?} {app:?}").contains(SECRET));
        assert_eq!(server.requests().len(), 1);
        Ok(())
    })
    .await
}

/// What waits for a circuit does not count.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn h11_behind_an_open_circuit_no_attempt_is_charged() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let broken = (0..5).map(|_| say("500 Internal Server Error", "", ""));
    let server = Server::new(broken.chain([ok()])).await;
    let mut config = config(&folder, &server);
    config.processor.max_attempts = 2;
    config.processor.workers = 1;
    let told = Told::default();
    let clock = Arc::new(ManualClock::at(Timestamp::UNIX_EPOCH));
    let app = app(config, &told).clock(Arc::clone(&clock));
    app.consumers().await?;
    let mut tx = app.context().begin().await?;
    let mails = tx.emit_all((0..6).map(|_| mail())).await?;
    tx.commit().await?;
    let worker = tokio::spawn(app.worker());
    let last = DeliveryFilter::default();
    until(async || {
        let all = app.operations().deliveries(&last, None, 20).await?.items;
        let retrying = all.iter().filter(|it| it.state == State::Retrying).count();
        Ok(retrying == 5
            && all
                .iter()
                .any(|it| it.state == State::Pending && it.attempt == 1))
    })
    .await?;
    assert_eq!(server.requests().len(), 5);
    clock.advance(Duration::from_secs(30));
    until(async || {
        let (_, deliveries) = app.operations().event(mails[5]).await?;
        let traced = &deliveries[0];
        let outcomes: Vec<&str> = traced.attempts.iter().map(|it| &*it.outcome).collect();
        Ok(outcomes == ["snoozed", "succeeded"])
    })
    .await?;
    app.handle().shutdown();
    worker.await.expect("the worker ends")
}

call!(Unset { number: u32 } -> () = "desk.unset",
    Target::post("https://service.example.com/x").auth("Bearer ${BUILDAMP_NO_SUCH_VARIABLE}"));
call!(Defaulted { number: u32 } -> () = "desk.defaulted",
    Target::post("https://service.example.com/${BUILDAMP_NO_SUCH_VARIABLE:-x}"));
call!(Hostless { host: String } -> () = "desk.hostless", Target::post("https://{host}/x"));
call!(Userful { number: u32 } -> () = "desk.userful", Target::post("https://a:b@example.com/x"));
call!(OwnKey { number: u32 } -> () = "desk.own_key",
    Target::post("https://service.example.com/x").headers(&[("Idempotency-Key", "1")]));

#[tokio::test]
async fn h11_a_target_that_cannot_be_stops_the_start_and_is_named() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let server = Server::new(std::iter::empty::<Reply>()).await;
    let stops = async |handlers: Handlers<()>, wanted: &[&str]| {
        let app = App::new(config(&folder, &server)).handlers(handlers);
        let started = tokio::time::timeout(Duration::from_secs(5), app.run_until_empty()).await;
        let Ok(Err(Error::Config(problem))) = started else {
            panic!("it has started: {started:?}");
        };
        for wanted in wanted {
            assert!(problem.contains(wanted), "{problem}");
        }
    };
    let unset = [
        "`desk.unset`",
        "auth: the variable BUILDAMP_NO_SUCH_VARIABLE is not set",
    ];
    stops(Handlers::new().service::<Unset>(), &unset).await;
    stops(
        Handlers::new().service::<Hostless>(),
        &["a field stands before the path"],
    )
    .await;
    stops(
        Handlers::new().service::<Userful>(),
        &["write it in `auth`"],
    )
    .await;
    stops(
        Handlers::new().service::<OwnKey>(),
        &["BuildAmp itself says \"Idempotency-Key\""],
    )
    .await;
    let app = App::new(config(&folder, &server)).handlers(Handlers::new().service::<Defaulted>());
    app.run_until_empty().await
}
