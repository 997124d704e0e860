//! `buildamp webhook`: signs as a sender does, checks as the application does, and sends what is signed.

use std::fmt::Write as _;
use std::io::{self, Read as _};
use std::time::Duration;

use buildamp_runtime::{
    Clock as _, SystemClock, Timestamp,
    webhook::{self, MAX_BODY, Rejection, Request, Scheme, TOLERANCE},
};
use clap::{Subcommand, builder::PossibleValuesParser, builder::TypedValueParser as _};

use super::{answer::Answer, diagnostics};

/// How long the receiver may take to answer.
const PATIENCE: Duration = Duration::from_secs(30);
/// How much of its answer is shown, in bytes.
const SHOWN: u64 = 64 * 1024;

/// Sign, check and send webhooks. The body is read from standard input, byte for byte.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Print the headers with which a sender would send the body
    Sign {
        #[command(flatten)]
        signing: Signing,
    },
    /// Print `accept`, or `reject` and why, and exit with 1
    Verify(Verify),
    /// Sign the body and send it to a URL; exit with 1 when it is not accepted
    Send {
        /// Where to
        #[arg(long, value_name = "URL")]
        url: String,

        #[command(flatten)]
        signing: Signing,

        /// Another header to send, such as `X-GitHub-Event: push`
        #[arg(long = "header", value_name = "NAME: VALUE", value_parser = header)]
        headers: Vec<(String, String)>,

        /// What the body is
        #[arg(long, value_name = "TYPE", default_value = "application/json")]
        content_type: String,
    },
}

/// What a signature is made of.
#[derive(Debug, clap::Args)]
pub struct Signing {
    /// How the sender signs
    #[arg(long, value_name = "SCHEME", value_parser = schemes())]
    scheme: Scheme,

    /// What the sender signs with
    #[arg(long, value_name = "SECRET", allow_hyphen_values = true)]
    secret: String,

    /// The message's id, for schemes that have one; a new one by default
    #[arg(long, value_name = "ID")]
    id: Option<String>,

    /// The time of the signature in seconds since 1970; now by default
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    now: Option<Timestamp>,
}

/// What is checked.
#[derive(Debug, clap::Args)]
pub struct Verify {
    /// How the sender signs
    #[arg(long, value_name = "SCHEME", value_parser = schemes())]
    scheme: Scheme,

    /// What the sender may have signed with; more than one while they are rotated
    #[arg(
        long = "secret",
        value_name = "SECRET",
        required = true,
        allow_hyphen_values = true
    )]
    secrets: Vec<String>,

    /// A header as it came
    #[arg(long = "header", value_name = "NAME: VALUE", value_parser = header)]
    headers: Vec<(String, String)>,

    /// The time to compare with, in seconds since 1970; now by default
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    now: Option<Timestamp>,

    /// How old or new a signature may be, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = TOLERANCE.as_secs())]
    tolerance: u64,

    /// The longest body that is accepted, in bytes
    #[arg(long, value_name = "BYTES", default_value_t = MAX_BODY)]
    max_body: usize,
}

/// Does what was asked for.
pub fn run(command: &Command) -> Answer {
    let mut body = Vec::new();
    let read = match command {
        // One byte more than is accepted says that it is too long.
        Command::Verify(verify) => {
            let most = u64::try_from(verify.max_body).unwrap_or(u64::MAX);
            io::stdin()
                .take(most.saturating_add(1))
                .read_to_end(&mut body)
        }
        Command::Sign { .. } | Command::Send { .. } => io::stdin().read_to_end(&mut body),
    };
    if let Err(error) = read {
        let what = format!("the body cannot be read from standard input: {error}");
        return Answer::found("", diagnostics::plain(&what, "send it: `… < body.json`"));
    }
    match command {
        Command::Sign { signing } => match signing.sign(&body) {
            Ok(signed) => Answer::done(signed.iter().fold(
                String::new(),
                |mut text, (name, value)| {
                    let _ = writeln!(text, "{name}: {value}");
                    text
                },
            )),
            Err(refused) => unsigned(refused),
        },
        Command::Verify(verify) => match verify.check(&body) {
            Ok(_) => Answer::done("accept\n"),
            Err(refused) => Answer::found(format!("reject {}\n", refused.reason()), ""),
        },
        Command::Send {
            url,
            signing,
            headers,
            content_type,
        } => match signing.sign(&body) {
            Ok(signed) => {
                let signed = signed.iter().map(|(name, value)| (*name, value.as_str()));
                let own = headers.iter();
                let own = own.map(|(name, value)| (name.as_str(), value.as_str()));
                let of = [("content-type", content_type.as_str())];
                send(url, of.into_iter().chain(signed).chain(own), &body)
            }
            Err(refused) => unsigned(refused),
        },
    }
}

impl Signing {
    fn sign(&self, body: &[u8]) -> Result<Vec<(&'static str, String)>, Rejection> {
        let now = self.now.unwrap_or_else(|| SystemClock.now());
        webhook::sign(self.scheme, &self.secret, self.id.as_deref(), now, body)
    }
}

impl Verify {
    fn check(&self, body: &[u8]) -> Result<Vec<String>, Rejection> {
        let headers: Vec<(&str, &[u8])> = self
            .headers
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_bytes()))
            .collect();
        let now = self.now.unwrap_or_else(|| SystemClock.now());
        let request = Request::new(&headers, body, &self.secrets, now);
        let tolerance = Duration::from_secs(self.tolerance);
        webhook::verify(self.scheme, &request, tolerance, self.max_body)
    }
}

fn unsigned(refused: Rejection) -> Answer {
    let help = match refused {
        Rejection::EmptySecret => "give one with `--secret`",
        _ => {
            "Standard Webhooks sign with `whsec_` and base64, or with `whsk_` and a private key; all others with the text as it is"
        }
    };
    Answer::found(
        "",
        diagnostics::plain(
            &format!("with this secret nothing can be signed: {refused}"),
            help,
        ),
    )
}

/// Sends the body; shows how it was answered.
fn send<'a>(url: &str, headers: impl Iterator<Item = (&'a str, &'a str)>, body: &[u8]) -> Answer {
    let agent: ureq::Agent = ureq::Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .proxy(None)
        .timeout_global(Some(PATIENCE))
        .build()
        .into();
    let request = headers.fold(agent.post(url), |request, (name, value)| {
        request.header(name, value)
    });
    let answered = request.send(body).and_then(|mut response| {
        let text = response
            .body_mut()
            .with_config()
            .limit(SHOWN)
            .read_to_string()?;
        Ok((response.status(), text))
    });
    match answered {
        Ok((status, text)) if status.is_success() => Answer::done(format!("{status}\n{text}\n")),
        Ok((status, text)) => Answer::found(format!("{status}\n{text}\n"), ""),
        Err(error) => Answer::found(
            "",
            diagnostics::plain(
                &format!("{url} cannot be reached: {error}"),
                "is the application running, and does it listen there?",
            ),
        ),
    }
}

fn schemes() -> impl clap::builder::TypedValueParser<Value = Scheme> {
    PossibleValuesParser::new(Scheme::ALL.map(Scheme::name))
        .try_map(|name| Scheme::named(&name).ok_or("no such scheme"))
}

/// `Name: value`; of the spaces before the value one is not part of it.
fn header(text: &str) -> Result<(String, String), String> {
    let (name, value) = text
        .split_once(':')
        .ok_or("a header is a name, a colon and a value: \"webhook-id: msg_1\"")?;
    let value = value.strip_prefix(' ').unwrap_or(value);
    Ok((name.to_owned(), value.to_owned()))
}

fn seconds(text: &str) -> Result<Timestamp, String> {
    let time = text.parse().ok().map(Timestamp::from_second);
    time.and_then(Result::ok)
        .ok_or_else(|| format!("{text:?} is no number of seconds since 1970, such as 1700000000"))
}
