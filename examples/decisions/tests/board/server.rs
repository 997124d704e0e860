//! The real program on a free port with a database of its own, and browsers that look at it.

use std::{
    net::TcpListener,
    process::{Child, Command, Stdio},
    time::Duration,
};

use decisions::{mail::mock, models::services::mail::SendMail};
use reqwest::{
    Client, RequestBuilder, Response,
    header::{ACCEPT, CONTENT_TYPE, COOKIE, SET_COOKIE},
};
use serde_json::{Value, json};
use sqlx::{Connection as _, SqliteConnection};
use tempfile::TempDir;

/// Nothing here takes longer.
const PATIENCE: Duration = Duration::from_secs(20);

pub struct Server {
    program: Child,
    pub folder: TempDir,
    pub port: u16,
    /// Outlives the server.
    mail: String,
}

impl Server {
    pub async fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let config = include_str!("../../buildamp.toml");
        std::fs::write(folder.path().join("buildamp.toml"), config).unwrap();
        let port = free_port();
        let mail = mock::start().await.unwrap();
        let program = command(&folder, port, &mail).spawn().unwrap();
        let server = Self {
            program,
            folder,
            port,
            mail,
        };
        server.ready().await;
        server
    }

    /// Killed without a word, and started again.
    pub async fn crash(&mut self) {
        self.program.kill().unwrap();
        self.program.wait().unwrap();
        self.program = command(&self.folder, self.port, &self.mail)
            .spawn()
            .unwrap();
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
        let output = command(&self.folder, self.port, &self.mail)
            .stderr(Stdio::piped())
            .output()
            .unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        (output.status.code(), said)
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

    /// The database, from outside.
    pub async fn database(&self) -> SqliteConnection {
        let file = self.folder.path().join("decisions.db");
        SqliteConnection::connect(file.to_str().unwrap())
            .await
            .unwrap()
    }

    /// How many people there are, and how many events.
    pub async fn counts(&self) -> (i64, i64) {
        let counts = "select (select count(*) from people), (select count(*) from buildamp_events)";
        sqlx::query_as(counts)
            .fetch_one(&mut self.database().await)
            .await
            .unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.program.kill();
        let _ = self.program.wait();
    }
}

fn command(folder: &TempDir, port: u16, mail: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_decisions"));
    command
        .current_dir(folder)
        .env("BUILDAMP_CONFIG", folder.path().join("buildamp.toml"))
        .env("PORT", port.to_string())
        .env("MAIL_URL", mail)
        .stdout(Stdio::null());
    command
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}

/// A browser that has opened the page: it holds the cookie of a session.
pub struct Browser {
    http: Client,
    base: String,
    cookie: String,
}

impl Browser {
    pub async fn open(server: &Server) -> Self {
        let http = Client::new();
        let page = http
            .get(server.url("/"))
            .header(ACCEPT, "text/html")
            .send()
            .await
            .unwrap();
        let cookie = page.headers()[SET_COOKIE].to_str().unwrap();
        let cookie = cookie.split(';').next().unwrap().to_owned();
        Self {
            http,
            base: server.url(""),
            cookie,
        }
    }

    pub fn get(&self, path: &str) -> RequestBuilder {
        let url = format!("{}{path}", self.base);
        self.http.get(url).header(COOKIE, &self.cookie)
    }

    pub async fn post(&self, path: &str, body: String) -> Response {
        let url = format!("{}{path}", self.base);
        self.http
            .post(url)
            .header(COOKIE, &self.cookie)
            .header(CONTENT_TYPE, "application/json")
            .body(body)
            .send()
            .await
            .unwrap()
    }

    pub async fn sign_up(&self, name: &str, email: &str) -> Response {
        let body = json!({"name": name, "email": email});
        self.post("/signup", body.to_string()).await
    }

    /// What the page loads.
    pub async fn welcome(&self) -> Value {
        let response = self.get("/welcome").send().await.unwrap();
        response.json().await.unwrap()
    }

    /// A tab: from here on it hears what is sent to the session.
    pub async fn tab(&self) -> Tab {
        let stream = self.get("/sse").send().await.unwrap();
        assert_eq!(stream.status(), 200);
        let mut tab = Tab {
            stream,
            text: String::new(),
        };
        // The first frame says where the stream stands. What is sent after it is heard.
        tab.frame().await;
        tab
    }
}

pub struct Tab {
    stream: Response,
    text: String,
}

impl Tab {
    /// The messages until the workflow has ended, each in a few words.
    pub async fn story(&mut self) -> Vec<String> {
        let mut story = Vec::new();
        while !story
            .last()
            .is_some_and(|last: &String| last.ends_with("succeeded"))
        {
            let heard = tokio::time::timeout(PATIENCE, self.message()).await;
            story.push(in_words(&heard.unwrap()));
        }
        story
    }

    /// Whether something comes within a second.
    pub async fn hears_something(&mut self) -> bool {
        tokio::time::timeout(Duration::from_secs(1), self.message())
            .await
            .is_ok()
    }

    async fn message(&mut self) -> Value {
        loop {
            let frame = self.frame().await;
            if let Some(data) = frame.lines().find_map(|line| line.strip_prefix("data: ")) {
                return serde_json::from_str(data).unwrap();
            }
        }
    }

    async fn frame(&mut self) -> String {
        loop {
            if let Some((frame, rest)) = self.text.split_once("\n\n") {
                let frame = frame.to_owned();
                self.text = rest.to_owned();
                return frame;
            }
            let chunk = self
                .stream
                .chunk()
                .await
                .unwrap()
                .expect("the stream ended");
            self.text += std::str::from_utf8(&chunk).unwrap();
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
