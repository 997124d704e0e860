//! The real program on a free port with a database of its own, and browsers that look at it.

use std::{
    net::TcpListener,
    process::{Child, Command, Stdio},
    sync::{Arc, Mutex},
    time::Duration,
};

use decisions::{mail::mock, models::services::mail::SendMail};
use reqwest::{
    Client, RequestBuilder, Response,
    header::{ACCEPT, CONTENT_TYPE, COOKIE, SET_COOKIE},
};
use serde_json::{Value, json};
use sqlx::{AssertSqlSafe, Connection as _, PgConnection, SqliteConnection};
use tempfile::TempDir;

/// Nothing here takes longer.
const PATIENCE: Duration = Duration::from_secs(20);

pub struct Server {
    program: Child,
    pub folder: TempDir,
    pub port: u16,
    /// Outlives the server.
    mail: String,
    /// The URL of its database on PostgreSQL.
    postgres: Option<String>,
}

/// Runs a test on an empty database of each kind.
pub async fn on_each(test: impl AsyncFn(&mut Server)) {
    let postgres = servers::Postgres::shared().database();
    for postgres in [None, Some(postgres)] {
        println!("on {}", postgres.as_deref().unwrap_or("SQLite"));
        let mut server = Server::start_on(postgres).await;
        test(&mut server).await;
    }
}

impl Server {
    pub async fn start() -> Self {
        Self::start_on(None).await
    }

    async fn start_on(postgres: Option<String>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let config = include_str!("../../buildamp.toml");
        std::fs::write(folder.path().join("buildamp.toml"), config).unwrap();
        let port = free_port();
        let mail = mock::start().await.unwrap();
        let program = command(&folder, port, &mail, postgres.as_deref())
            .spawn()
            .unwrap();
        let server = Self {
            program,
            folder,
            port,
            mail,
            postgres,
        };
        server.ready().await;
        server
    }

    /// Killed without a word, and started again.
    pub async fn crash(&mut self) {
        self.program.kill().unwrap();
        self.program.wait().unwrap();
        self.program = self.command().spawn().unwrap();
        self.ready().await;
    }

    /// Ctrl-C; answers whether it ended well.
    pub fn interrupt(&mut self) -> bool {
        let id = self.program.id().to_string();
        let sent = Command::new("kill").args(["-INT", &id]).status().unwrap();
        sent.success() && self.program.wait().unwrap().success()
    }

    /// A second one on the same port; answers its exit status and what it wrote to stderr.
    pub fn rival(&self) -> (Option<i32>, String) {
        let output = self.command().stderr(Stdio::piped()).output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        (output.status.code(), said)
    }

    fn command(&self) -> Command {
        command(
            &self.folder,
            self.port,
            &self.mail,
            self.postgres.as_deref(),
        )
    }

    async fn ready(&self) {
        let health = self.url("/healthz");
        let answered = async {
            while reqwest::get(&health).await.is_err() {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        tokio::time::timeout(PATIENCE, answered).await.unwrap();
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    /// What the mail service has taken.
    pub async fn mails(&self) -> Vec<SendMail> {
        let url = format!("{}/mails", self.mail);
        reqwest::get(url).await.unwrap().json().await.unwrap()
    }

    /// The database, from outside: a number, or nothing. `{events}` and its like stand for BuildAmp's tables.
    pub async fn ask(&self, sql: &str) -> i64 {
        if let Some(url) = &self.postgres {
            let sql = sql.replace('{', "buildamp.").replace('}', "");
            let mut connection = PgConnection::connect(url).await.unwrap();
            let asked = sqlx::query_scalar(AssertSqlSafe(sql)).fetch_one(&mut connection);
            return asked.await.unwrap();
        }
        let sql = sql.replace('{', "buildamp_").replace('}', "");
        let asked = sqlx::query_scalar(AssertSqlSafe(sql));
        asked.fetch_one(&mut self.file().await).await.unwrap()
    }

    /// The file of one that runs on SQLite, from outside.
    pub async fn file(&self) -> SqliteConnection {
        let file = self.folder.path().join("decisions.db");
        SqliteConnection::connect(file.to_str().unwrap())
            .await
            .unwrap()
    }

    /// From here on no event can be stored; or it can again.
    pub async fn refuse_events(&self, refuse: bool) {
        let Some(url) = &self.postgres else {
            let sql = if refuse {
                "CREATE TRIGGER refuse BEFORE INSERT ON buildamp_events BEGIN SELECT raise(ABORT, 'no room'); END"
            } else {
                "DROP TRIGGER refuse"
            };
            sqlx::query(sql)
                .execute(&mut self.file().await)
                .await
                .unwrap();
            return;
        };
        let sql = if refuse {
            "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no room'; END $$;
             CREATE TRIGGER refuse BEFORE INSERT ON buildamp.events FOR EACH ROW EXECUTE FUNCTION refuse();"
        } else {
            "DROP FUNCTION refuse CASCADE"
        };
        let mut connection = PgConnection::connect(url).await.unwrap();
        sqlx::raw_sql(sql).execute(&mut connection).await.unwrap();
    }

    /// How many people there are, and how many events.
    pub async fn counts(&self) -> (i64, i64) {
        let people = self.ask("SELECT count(*) FROM people").await;
        (people, self.ask("SELECT count(*) FROM {events}").await)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.program.kill();
        let _ = self.program.wait();
    }
}

fn command(folder: &TempDir, port: u16, mail: &str, postgres: Option<&str>) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_decisions"));
    command
        .current_dir(folder)
        .env("BUILDAMP_CONFIG", folder.path().join("buildamp.toml"))
        .env("PORT", port.to_string())
        .env("MAIL_URL", mail)
        .stdout(Stdio::null());
    match postgres {
        Some(url) => command.env("DECISIONS_DATABASE_URL", url),
        None => command.env_remove("DECISIONS_DATABASE_URL"),
    };
    command
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}

/// A browser that has opened the page: it holds the cookie of a session.
#[derive(Clone)]
pub struct Browser {
    http: Client,
    base: String,
    cookie: Arc<Mutex<String>>,
}

impl Browser {
    pub async fn open(server: &Server) -> Self {
        let browser = Self {
            http: Client::new(),
            base: server.url(""),
            cookie: Arc::default(),
        };
        let page = browser.get("/").header(ACCEPT, "text/html");
        browser.send(page).await;
        assert!(!browser.cookie().is_empty());
        browser
    }

    pub fn cookie(&self) -> String {
        self.cookie.lock().unwrap().clone()
    }

    pub fn get(&self, path: &str) -> RequestBuilder {
        self.http.get(format!("{}{path}", self.base))
    }

    pub fn post(&self, path: &str, body: impl Into<reqwest::Body>) -> RequestBuilder {
        self.http.post(format!("{}{path}", self.base)).body(body)
    }

    /// Sends it with the cookie, which the answer may change.
    pub async fn send(&self, request: RequestBuilder) -> Response {
        let response = request.header(COOKIE, self.cookie()).send().await.unwrap();
        if let Some(cookie) = response.headers().get(SET_COOKIE) {
            let cookie = cookie.to_str().unwrap().split(';').next().unwrap();
            cookie.clone_into(&mut self.cookie.lock().unwrap());
        }
        response
    }

    /// Asks an endpoint; answers the status, and what it says.
    pub async fn api(&self, path: &str, input: Value) -> (u16, Value) {
        let request = self.post(&format!("/api/{path}"), input.to_string());
        let request = request.header(CONTENT_TYPE, "application/json");
        let response = self.send(request).await;
        let status = response.status().as_u16();
        if status != 200 {
            assert_eq!(response.headers()[CONTENT_TYPE], "application/problem+json");
        }
        (status, response.json().await.unwrap())
    }

    pub async fn sign_up(&self, name: &str, email: &str) -> (u16, Value) {
        self.api("SignUp", json!({"name": name, "email": email}))
            .await
    }

    /// What the page loads.
    pub async fn board(&self) -> Value {
        let response = self.send(self.get("/api/Board")).await;
        assert_eq!(response.status(), 200);
        response.json().await.unwrap()
    }

    pub async fn welcome(&self) -> Value {
        self.board().await["welcome"].take()
    }

    /// A tab: from here on it hears what is sent to the session.
    pub async fn tab(&self) -> Tab {
        let mut tab = Tab {
            browser: self.clone(),
            stream: self.stream("").await,
            text: String::new(),
            place: String::new(),
        };
        // The first frame says where the stream stands. What is sent after it is heard.
        tab.frame().await;
        tab
    }

    async fn stream(&self, place: &str) -> Response {
        let request = self.get("/sse").header("last-event-id", place);
        let stream = self.send(request).await;
        assert_eq!(stream.status(), 200);
        stream
    }
}

/// A tab. As a browser does, it comes back when its stream ends.
pub struct Tab {
    browser: Browser,
    stream: Response,
    text: String,
    /// The position of the last frame.
    place: String,
}

impl Tab {
    /// The messages until the mail has been sent, each in a few words.
    pub async fn story(&mut self) -> Vec<String> {
        let mut story = Vec::new();
        while !story
            .last()
            .is_some_and(|last: &String| last.ends_with("succeeded"))
        {
            story.push(in_words(&self.message().await));
        }
        story
    }

    /// The next message of this type, whatever comes before it.
    pub async fn hear(&mut self, message_type: &str) -> Value {
        loop {
            let mut message = self.message().await;
            if message["type"] == message_type {
                return message["data"].take();
            }
        }
    }

    /// Whether something comes within a second.
    pub async fn hears_something(&mut self) -> bool {
        tokio::time::timeout(Duration::from_secs(1), self.message())
            .await
            .is_ok()
    }

    pub async fn message(&mut self) -> Value {
        let heard = async {
            loop {
                let frame = self.frame().await;
                if let Some(data) = frame.lines().find_map(|line| line.strip_prefix("data: ")) {
                    return serde_json::from_str(data).unwrap();
                }
            }
        };
        tokio::time::timeout(PATIENCE, heard).await.unwrap()
    }

    async fn frame(&mut self) -> String {
        loop {
            if let Some((frame, rest)) = self.text.split_once("\n\n") {
                let frame = frame.to_owned();
                self.text = rest.to_owned();
                if let Some(id) = frame.lines().find_map(|line| line.strip_prefix("id: ")) {
                    id.clone_into(&mut self.place);
                }
                return frame;
            }
            match self.stream.chunk().await {
                Ok(Some(chunk)) => self.text += std::str::from_utf8(&chunk).unwrap(),
                // Signing in closes the streams under the old token.
                Ok(None) | Err(_) => {
                    self.text.clear();
                    self.stream = self.browser.stream(&self.place).await;
                }
            }
        }
    }
}

fn in_words(message: &Value) -> String {
    let data = &message["data"];
    match message["type"].as_str().unwrap() {
        "buildamp.workflow_progress" => {
            format!("{} {}", data["attempt"], data["state"].as_str().unwrap())
        }
        other => format!("{other} {}", data["email"].as_str().unwrap_or_default()),
    }
}
