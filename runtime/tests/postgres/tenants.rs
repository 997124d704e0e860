//! Tenants are kept apart by the database itself.

use std::time::Duration;

use buildamp_runtime::{
    App, Config, Emission, Error, Handlers, IntoOutcome, Operations, Result, SseMessage, Tenancy,
};
use serde::Serialize;
use sqlx::{AssertSqlSafe, PgConnection, error::DatabaseError};

use crate::support::{Desk, Noted, noted};

#[derive(Debug, Clone, Serialize, serde::Deserialize)]
struct Told {}

impl SseMessage for Told {
    const TYPE: &'static str = "desk.told";
}

/// A role that is nobody's but one database's, with a table of the application's own under a policy.
pub struct Office {
    pub desk: Desk,
    pub role: String,
}

impl Office {
    pub async fn new() -> Self {
        let mut desk = Desk::new().await;
        desk.config.tenancy = Tenancy::Many;
        Operations::migrate(&desk.config).await.unwrap();
        let database = desk.config.store.url.rsplit_once('/').unwrap().1.to_owned();
        let office = Self {
            desk,
            role: format!("app_{database}"),
        };
        office
            .run("DROP ROLE IF EXISTS app; CREATE ROLE app NOLOGIN; SELECT buildamp.admit('app');")
            .await;
        office
            .run(
                "CREATE TABLE ledger (tenant text NOT NULL, text text);
                 ALTER TABLE ledger ENABLE ROW LEVEL SECURITY;
                 CREATE POLICY of_the_tenant ON ledger USING (tenant = buildamp.tenant());
                 GRANT SELECT, INSERT ON ledger TO app;
                 INSERT INTO ledger VALUES ('a', 'of a'), ('b', 'of b');",
            )
            .await;
        office
    }

    /// As the engine. `app` stands for the role.
    async fn run(&self, sql: &str) {
        let sql = sql
            .replace(" app;", &format!(" {};", self.role))
            .replace(" app ", &format!(" {} ", self.role))
            .replace("'app'", &format!("'{}'", self.role));
        let run = sqlx::raw_sql(AssertSqlSafe(sql)).execute(&self.desk.pool);
        run.await.unwrap();
    }

    /// What the transaction of a tenant begins with, where the application does it by itself.
    pub async fn enter(&self, on: &mut PgConnection, tenant: &str) {
        let enter = "SELECT set_config('buildamp.tenant', $1, true), set_config('role', $2, true)";
        let enter = sqlx::query(enter).bind(tenant).bind(&self.role);
        enter.execute(on).await.unwrap();
    }

    pub fn config(&self) -> Config {
        let mut config = self.desk.config.clone();
        config.store.tenant_role = Some(self.role.clone());
        config
    }
}

/// What was noted lands in the ledger of the event's tenant, in the handler's transaction.
fn app(config: Config) -> App {
    App::new(config).handlers(ledger())
}

/// The handler of that.
pub fn ledger() -> Handlers<()> {
    Handlers::new().on("desk::file", |note: Noted, cx, tx| {
        Box::pin(async move {
            let tenant = cx.tenant().unwrap_or_default().to_owned();
            let file = sqlx::query("INSERT INTO ledger VALUES ($1, $2)");
            file.bind(tenant)
                .bind(note.text)
                .execute(tx.postgres()?)
                .await?;
            Ok::<(), Error>(()).into_outcome()
        })
    })
}

async fn texts(on: &mut PgConnection, sql: &str) -> Vec<String> {
    let texts = sqlx::query_scalar(AssertSqlSafe(sql));
    texts.fetch_all(on).await.unwrap()
}

/// That the database refuses this in a transaction of the tenant `a`, or in one of no tenant (the empty one).
async fn is_refused(office: &Office, tenant: &str, sql: &str) {
    let mut tx = office.desk.pool.begin().await.unwrap();
    office.enter(&mut tx, tenant).await;
    let refused = sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut *tx).await;
    let error = refused.expect_err(sql);
    let code = error.as_database_error().and_then(DatabaseError::code);
    assert_eq!(code.as_deref(), Some("42501"), "{sql}: {error}");
}

/// Raw SQL under the role of tenants sees no row of another tenant, and writes none.
#[tokio::test(flavor = "multi_thread")]
async fn h37_p1_raw_sql_of_a_tenant_sees_and_writes_nothing_of_others() -> Result<()> {
    let office = Office::new().await;
    let app = app(office.desk.config.clone());
    app.consumers().await?;
    let cx = app.context();
    cx.with_tenant("a").emit(noted("of a")).await?;
    cx.with_tenant("b")
        .emit_all([noted("of b"), noted("b, too")])
        .await?;
    app.run_until_empty().await?;
    office
        .run(
            "INSERT INTO buildamp.sessions (id, tenant, token_hash, created_at, renewed_at, expires_at)
             SELECT tenant, tenant, tenant, now(), now(), now() + interval '1 day' FROM unnest(ARRAY['a', 'b']) AS tenant;
             INSERT INTO buildamp.attempts (delivery_id, number, worker, started_at, finished_at, outcome)
             SELECT id, 0, finished_by, started_at, finished_at, 'snoozed' FROM buildamp.deliveries;",
        )
        .await;

    let counts = |tenant: &'static str| {
        let office = &office;
        async move {
            let mut tx = office.desk.pool.begin().await.unwrap();
            office.enter(&mut tx, tenant).await;
            let mut counts = Vec::new();
            for table in [
                "buildamp.events",
                "buildamp.deliveries",
                "buildamp.attempts",
                "ledger",
            ] {
                counts.extend(texts(&mut tx, &format!("SELECT count(*)::text FROM {table}")).await);
            }
            counts.extend(
                texts(
                    &mut tx,
                    "SELECT string_agg(id, ',') FROM buildamp.sessions HAVING count(*) > 0",
                )
                .await,
            );
            counts
        }
    };
    assert_eq!(counts("a").await, ["1", "1", "1", "2", "a"]);
    assert_eq!(counts("b").await, ["2", "2", "2", "3", "b"]);
    assert_eq!(counts("").await, ["0", "0", "0", "0"]);

    for refused in [
        "SELECT buildamp.emit('x', '{}', '{\"tenant\": \"b\"}')",
        "INSERT INTO buildamp.events (tenant) VALUES ('b')",
        "INSERT INTO buildamp.outgoing (tenant, sessions, everyone, body, overflow, sent_at)
            VALUES ('b', '{}', true, '{}', 'disconnect', now())",
        "INSERT INTO ledger VALUES ('b', 'forged')",
        "SELECT * FROM buildamp.steps",
        "SELECT token_hash FROM buildamp.sessions",
        "UPDATE buildamp.deliveries SET priority = -10",
        "SELECT * FROM buildamp.messages",
        "CREATE TEMPORARY TABLE own (LIKE buildamp.outgoing);
            CREATE TRIGGER forged AFTER INSERT ON own FOR EACH ROW EXECUTE FUNCTION buildamp.append_message()",
        "SET LOCAL buildamp.change = 'erase'; UPDATE buildamp.events SET data = 'null', erased_at = now()",
        "SELECT FROM buildamp.erasures",
    ] {
        is_refused(&office, "a", refused).await;
    }
    is_refused(&office, "", "SELECT buildamp.emit('x', '{}')").await;

    let mut tx = office.desk.pool.begin().await.unwrap();
    office.enter(&mut tx, "a").await;
    let emit = "SELECT buildamp.emit('desk.noted', '{\"text\": \"by SQL\"}')::text";
    texts(&mut tx, emit).await;
    let source = "SELECT source FROM buildamp.events ORDER BY seq DESC LIMIT 1";
    assert_eq!(texts(&mut tx, source).await, ["/buildamp/app/database"]);
    tx.commit().await.unwrap();
    app.run_until_empty().await?;
    assert_eq!(counts("a").await, ["2", "2", "1", "3", "a"]);
    Ok(())
}

/// With `store.tenant_role` the application's own transactions are the tenant's: own SQL, emits, messages and handlers.
#[tokio::test(flavor = "multi_thread")]
async fn h37_a_transaction_of_a_tenant_is_kept_to_it() -> Result<()> {
    let office = Office::new().await;
    let app = app(office.config());
    app.consumers().await?;
    let cx = app.context().with_tenant("a");
    let mut tx = cx.begin().await?;
    let seen = sqlx::query_scalar("SELECT text FROM ledger").fetch_all(tx.postgres()?);
    let seen: Vec<String> = seen.await.unwrap();
    assert_eq!(seen, ["of a"]);
    tx.emit_all([noted("one"), noted("two")]).await?;
    tx.send(Told {}).to_tenant().await?;
    tx.commit().await?;
    app.run_until_empty().await?;
    app.context().with_tenant("b").emit(noted("three")).await?;
    app.run_until_empty().await?;
    let all = "SELECT tenant || ': ' || text FROM ledger ORDER BY text";
    let all: Vec<String> = sqlx::query_scalar(all)
        .fetch_all(&office.desk.pool)
        .await
        .unwrap();
    assert_eq!(all, ["a: of a", "b: of b", "a: one", "b: three", "a: two"]);

    let mut tx = cx.begin().await?;
    let forged = sqlx::query("INSERT INTO ledger VALUES ('b', 'forged')");
    forged.execute(tx.postgres()?).await.unwrap_err();
    drop(tx);
    // A transaction without a tenant is nobody's.
    let mut tx = app.context().begin().await?;
    let seen = sqlx::query_scalar("SELECT text FROM ledger").fetch_all(tx.postgres()?);
    let seen: Vec<String> = seen.await.unwrap();
    assert_eq!(seen, [""; 0]);
    Ok(())
}

/// The last event of a key takes the place of its own tenant's alone, whoever has the transaction.
#[tokio::test(flavor = "multi_thread")]
async fn h37_a_tenants_events_take_each_others_place() -> Result<()> {
    let office = Office::new().await;
    let app = app(office.config());
    app.consumers().await?;
    let quiet = |text| Emission::new(noted(text)).debounce("k", Duration::ZERO);
    for tenant in ["a", "b"] {
        let cx = app.context().with_tenant(tenant);
        cx.emit(quiet("first")).await?;
        let mut tx = cx.begin().await?;
        tx.emit_all([quiet("second"), quiet("last")]).await?;
        tx.commit().await?;
    }
    app.run_until_empty().await?;
    let all = "SELECT tenant || ': ' || text FROM ledger ORDER BY text, tenant";
    let all: Vec<String> = sqlx::query_scalar(all)
        .fetch_all(&office.desk.pool)
        .await
        .unwrap();
    assert_eq!(all, ["a: last", "b: last", "a: of a", "b: of b"]);
    Ok(())
}

/// What comes after a chain comes in its tenant, and SQL under the role debounces in its own.
#[tokio::test(flavor = "multi_thread")]
async fn h37_a_tenants_chain_and_its_debounces_are_its_own() -> Result<()> {
    let office = Office::new().await;
    let app = app(office.config());
    app.consumers().await?;
    for tenant in ["a", "b"] {
        let cx = app.context().with_tenant(tenant);
        let mut tx = cx.begin().await?;
        tx.emit_all([noted("first")]).await?;
        tx.when_ended(noted("last")).await?;
        tx.commit().await?;
    }
    let emit = "SELECT buildamp.emit('desk.noted', '{\"text\": \"quiet\"}', '{\"debounce\": {\"key\": \"k\", \"quiet\": \"0\"}}')::text";
    for tenant in ["a", "a", "b"] {
        let mut own = office.desk.pool.begin().await?;
        office.enter(&mut own, tenant).await;
        assert_eq!(texts(&mut own, emit).await.len(), 1);
        own.commit().await?;
    }
    app.run_until_empty().await?;
    let all = "SELECT tenant || ': ' || text FROM ledger ORDER BY text, tenant";
    let all: Vec<String> = sqlx::query_scalar(all).fetch_all(&office.desk.pool).await?;
    let expected = [
        "a: first", "b: first", "a: last", "b: last", "a: of a", "b: of b", "a: quiet", "b: quiet",
    ];
    assert_eq!(all, expected);
    Ok(())
}

/// What one tenant has received says nothing of what another has, whoever has the transaction and in whichever language.
#[tokio::test(flavor = "multi_thread")]
async fn s25_h37_a_tenants_inbox_is_its_own() -> Result<()> {
    let office = Office::new().await;
    let app = app(office.config());
    for tenant in ["a", "b"] {
        let mut tx = app.context().with_tenant(tenant).begin().await?;
        assert!(tx.receive("desk", "letter/1").await?);
        tx.commit().await?;
    }
    let mut own = office.desk.pool.begin().await?;
    office.enter(&mut own, "a").await;
    for (letter, is_new) in [
        ("letter/1", "false"),
        ("letter/2", "true"),
        ("letter/2", "false"),
    ] {
        let receive = format!("SELECT buildamp.receive('desk', '{letter}')::text");
        assert_eq!(texts(&mut own, &receive).await, [is_new], "{letter}");
    }
    own.commit().await?;
    let mut tx = app.context().with_tenant("a").begin().await?;
    assert!(!tx.receive("desk", "letter/2").await?);
    drop(tx);
    for refused in [
        "SELECT buildamp.receive('desk', 'letter/3', 'b')",
        "SELECT buildamp.receive_for('desk', 'letter/3', 'a', now())",
        "SELECT FROM buildamp.inbox",
    ] {
        is_refused(&office, "a", refused).await;
    }
    Ok(())
}

/// In a transaction that the application has begun under the role by itself.
#[tokio::test(flavor = "multi_thread")]
async fn h37_a_joined_transaction_emits_for_its_own_tenant_alone() -> Result<()> {
    let office = Office::new().await;
    let app = app(office.desk.config.clone());
    app.consumers().await?;
    let cx = app.context();
    let mut own = office.desk.pool.begin().await.unwrap();
    office.enter(&mut own, "a").await;
    cx.with_tenant("a")
        .join(&mut own)
        .emit_all([noted("mine")])
        .await?;
    let refused = cx
        .with_tenant("b")
        .join(&mut own)
        .emit_all([noted("theirs")])
        .await;
    let why = refused.unwrap_err();
    let why = std::error::Error::source(&why).map(ToString::to_string);
    assert!(
        why.as_ref()
            .is_some_and(|why| why.contains("tenant b in a transaction of the tenant a")),
        "{why:?}"
    );
    own.commit().await.unwrap();
    assert_eq!(office.desk.texts().await, ["mine"]);
    // The engine's own role goes on for all of them.
    let mut own = office.desk.pool.begin().await.unwrap();
    cx.with_tenant("a")
        .join(&mut own)
        .emit_all([noted("also")])
        .await?;
    cx.with_tenant("b")
        .join(&mut own)
        .emit_all([noted("both")])
        .await?;
    own.commit().await.unwrap();
    assert_eq!(office.desk.texts().await, ["mine", "also", "both"]);
    Ok(())
}

/// What cannot keep tenants apart is refused at the start, with what to do.
#[tokio::test(flavor = "multi_thread")]
async fn h37_a_role_that_keeps_nobody_apart_is_refused() -> Result<()> {
    let office = Office::new().await;
    let refused = async |role: &str| {
        let mut config = office.desk.config.clone();
        config.store.tenant_role = Some(role.to_owned());
        App::new(config).consumers().await.unwrap_err().to_string()
    };
    for (role, why) in [
        ("nobody_at_all", "there is no such role"),
        ("postgres", "is not kept from"),
        ("pg_monitor", "buildamp.admit"),
    ] {
        let said = refused(role).await;
        assert!(said.contains(why), "{role}: {said}");
    }

    for (role, tenancy, url, why) in [
        (
            "none",
            Tenancy::Many,
            "postgres://db/app",
            "the name of a role",
        ),
        ("app", Tenancy::Single, "postgres://db/app", "one tenant"),
        ("app", Tenancy::Many, "sqlite:app.db", "SQLite has no roles"),
    ] {
        let mut config = Config::default();
        config.tenancy = tenancy;
        config.store.tenant_role = Some(role.to_owned());
        url.clone_into(&mut config.store.url);
        let said = config.validate().unwrap_err().to_string();
        assert!(said.contains(why), "{said}");
    }

    // A user that neither owns the tables nor has BYPASSRLS would see nothing, and so the engine does not start.
    let user = format!("user_{}", office.role);
    office
        .run(&format!(
            "CREATE ROLE {user} LOGIN; GRANT USAGE ON SCHEMA buildamp TO {user};
             GRANT ALL ON ALL TABLES IN SCHEMA buildamp TO {user};
             GRANT CREATE ON DATABASE {} TO {user}",
            office.role.trim_start_matches("app_")
        ))
        .await;
    let mut config = office.desk.config.clone();
    config.store.url = config.store.url.replace("postgres@", &format!("{user}@"));
    let said = App::new(config).consumers().await.unwrap_err().to_string();
    assert!(said.contains("BYPASSRLS"), "{said}");
    Ok(())
}

/// A role that owns the schema without being a superuser works for all tenants, as before.
#[tokio::test(flavor = "multi_thread")]
async fn h37_the_owner_works_for_all_tenants() -> Result<()> {
    let mut desk = Desk::new().await;
    let database = desk.config.store.url.rsplit_once('/').unwrap().1.to_owned();
    let user = format!("owner_{database}");
    let make = format!(
        "CREATE ROLE {user} LOGIN; GRANT CREATE ON DATABASE {database} TO {user}; GRANT ALL ON own TO {user}"
    );
    sqlx::raw_sql(AssertSqlSafe(make))
        .execute(&desk.pool)
        .await
        .unwrap();
    desk.config.tenancy = Tenancy::Many;
    desk.config.store.url = desk
        .config
        .store
        .url
        .replace("postgres@", &format!("{user}@"));
    let app = desk.app();
    app.consumers().await?;
    for tenant in ["a", "b"] {
        app.context()
            .with_tenant(tenant)
            .emit(noted(tenant))
            .await?;
    }
    app.run_until_empty().await?;
    assert_eq!(desk.own().await, ["a", "b"]);
    assert_eq!(Operations::validate(&desk.config).await?, []);
    Ok(())
}
