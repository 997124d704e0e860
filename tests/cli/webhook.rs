//! `buildamp webhook sign|verify|send`.

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::TcpListener,
    path::Path,
    process::{Command, Stdio},
    thread,
};

use serde_json::Value;

use crate::project::{Project, Run};

/// Runs a command with a body on its standard input.
fn run(args: &[&str], body: &[u8]) -> Run {
    let project = Project::empty();
    let mut command = project.command(args);
    let piped = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = piped.spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    let body = body.to_vec();
    // A command that has read enough may be gone before the end.
    let writer = thread::spawn(move || drop(input.write_all(&body)));
    let run = Run::from(child.wait_with_output().unwrap());
    writer.join().unwrap();
    run
}

fn verify(scheme: &str, secrets: &[&str], headers: &[String], more: &[&str], body: &[u8]) -> Run {
    let mut args = vec!["webhook", "verify", "--scheme", scheme];
    args.extend(secrets.iter().flat_map(|secret| ["--secret", secret]));
    args.extend(headers.iter().flat_map(|header| ["--header", header]));
    args.extend(more);
    run(&args, body)
}

#[test]
fn h10_every_vector_is_judged_by_the_command() {
    let vectors: Value = serde_json::from_str(include_str!("../vectors/webhooks.json")).unwrap();
    for vector in vectors["vectors"].as_array().unwrap() {
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let list = |key: &str| vector[key].as_array().unwrap().clone();
        let secrets: Vec<String> = list("secrets").iter().map(text).collect();
        let secrets: Vec<&str> = secrets.iter().map(String::as_str).collect();
        let headers = list("headers");
        let headers: Vec<String> = headers
            .iter()
            .map(|pair| format!("{}: {}", text(&pair[0]), text(&pair[1])))
            .collect();
        let body = text(&vector["body"]["utf8"]);
        let (now, most) = (vector["now"].to_string(), vector["max_body"].to_string());
        let judged = verify(
            vector["scheme"].as_str().unwrap(),
            &secrets,
            &headers,
            &["--now", &now, "--max-body", &most],
            body.as_bytes(),
        );
        let (says, status) = match vector["reason"].as_str().unwrap() {
            "ok" => ("accept\n".to_owned(), 0),
            reason => (format!("reject {reason}\n"), 1),
        };
        let judged = judged.ends(status);
        assert_eq!(
            (judged.out, judged.err.as_str()),
            (says, ""),
            "{}",
            vector["id"]
        );
    }
}

#[test]
fn h10_what_the_command_signs_it_verifies() {
    let body = b"{\"n\": 1}\r\n\xff";
    for (scheme, secret) in [
        ("standard", "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"),
        ("stripe", "whsec_test_secret"),
        ("github", "It's a Secret to Everybody"),
        ("slack", "--looks-like-an-option"),
        ("shopify", "hush"),
    ] {
        let signed = run(
            &["webhook", "sign", "--scheme", scheme, "--secret", secret],
            body,
        )
        .ends(0);
        let headers: Vec<String> = signed.out.lines().map(str::to_owned).collect();
        assert!(!headers.is_empty());
        let judged = verify(
            scheme,
            &["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", secret],
            &headers,
            &[],
            body,
        );
        assert_eq!(judged.ends(0).out, "accept\n", "{scheme}");
        let judged = verify(scheme, &[secret], &headers, &[], &body[1..]);
        assert_eq!(
            judged.ends(1).out,
            "reject no_matching_signature\n",
            "{scheme}"
        );
        let judged = verify(scheme, &[secret], &headers, &["--max-body", "3"], body);
        assert_eq!(judged.ends(1).out, "reject body_too_large\n", "{scheme}");
    }
    // `printf 'msg_1.1700000000.{}' | openssl dgst -sha256 -mac HMAC -macopt hexkey:$KEY -binary | base64`
    let signed = run(
        &[
            "webhook",
            "sign",
            "--scheme",
            "standard",
            "--secret",
            "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD",
            "--id",
            "msg_1",
            "--now",
            "1700000000",
        ],
        b"{}",
    );
    assert_eq!(
        signed.ends(0).out,
        "webhook-id: msg_1\nwebhook-timestamp: 1700000000\nwebhook-signature: v1,V5A7hCtzs1KTtYSvRi7DZobR0xbcjWhCBMIKhQUk6k0=\n"
    );
}

#[test]
fn h10_a_wrong_command_line_says_what_to_write() {
    for (args, says) in [
        (
            &["webhook", "verify", "--scheme", "strip", "--secret", "a"][..],
            "[possible values: standard, stripe, github, slack, shopify]",
        ),
        (&["webhook", "verify", "--scheme", "stripe"], "--secret"),
        (
            &[
                "webhook", "verify", "--scheme", "stripe", "--secret", "a", "--header", "no colon",
            ],
            "a name, a colon and a value",
        ),
        (
            &[
                "webhook", "verify", "--scheme", "stripe", "--secret", "a", "--now", "today",
            ],
            "seconds since 1970",
        ),
    ] {
        let run = run(args, b"").ends(2);
        assert!(run.err.contains(says), "{}", run.err);
    }
    let unsigned = run(
        &["webhook", "sign", "--scheme", "github", "--secret", ""],
        b"",
    )
    .ends(1);
    assert!(
        unsigned.err.contains("empty_secret") && unsigned.err.contains("--secret"),
        "{}",
        unsigned.err
    );
    let unsigned = run(
        &[
            "webhook",
            "sign",
            "--scheme",
            "standard",
            "--secret",
            "whpk_C2YChJ1ugBbN50ZRzEfoznU8LPNMSjJPpSEI7YedWfk=",
        ],
        b"",
    );
    assert!(unsigned.ends(1).err.contains("whsk_"));
}

/// `tests/peers` has them, as npm has them.
#[test]
fn h10_the_senders_own_packages_agree() {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/peers/webhooks.mjs");
    let mut node = Command::new("node");
    node.arg(script).arg(env!("CARGO_BIN_EXE_buildamp"));
    assert_eq!(Run::of(&mut node).ends(0).out, "all agree\n");
}

/// The head and the body of a call.
type Call = (String, Vec<u8>);

/// A receiver that answers one call after the other, and gives what came.
fn receiver(answers: &'static [&'static str]) -> (String, thread::JoinHandle<Vec<Call>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/webhooks/github", listener.local_addr().unwrap());
    let received = thread::spawn(move || {
        let calls = answers.iter().map(|answer| {
            let mut stream = BufReader::new(listener.accept().unwrap().0);
            let mut head = String::new();
            while !head.ends_with("\r\n\r\n") {
                stream.read_line(&mut head).unwrap();
            }
            let length = head.lines().find_map(|line| {
                line.to_ascii_lowercase()
                    .strip_prefix("content-length: ")
                    .map(str::to_owned)
            });
            let mut body = vec![0; length.unwrap().parse().unwrap()];
            stream.read_exact(&mut body).unwrap();
            stream.get_mut().write_all(answer.as_bytes()).unwrap();
            (head, body)
        });
        calls.collect()
    });
    (url, received)
}

#[test]
fn h10_what_is_sent_is_signed_and_its_answer_shown() {
    let (url, received) = receiver(&[
        "HTTP/1.1 200 OK\r\ncontent-length: 21\r\nconnection: close\r\n\r\n{\"status\":\"accepted\"}",
        "HTTP/1.1 401 Unauthorized\r\ncontent-length: 2\r\nconnection: close\r\n\r\nno",
        "HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 0\r\nconnection: close\r\n\r\n",
    ]);
    let send = || {
        let args = [
            "webhook",
            "send",
            "--url",
            &url,
            "--scheme",
            "github",
            "--secret",
            "hush",
            "--id",
            "delivery-1",
            "--header",
            "X-GitHub-Event: push",
        ];
        run(&args, b"{\"ref\":\"main\"}")
    };
    assert_eq!(send().ends(0).out, "200 OK\n{\"status\":\"accepted\"}\n");
    assert_eq!(send().ends(1).out, "401 Unauthorized\nno\n");
    assert_eq!(
        send().ends(1).out,
        "302 Found\n\n",
        "a redirect is an answer"
    );
    for (head, body) in received.join().unwrap() {
        assert_eq!(body, b"{\"ref\":\"main\"}");
        let headers: Vec<String> = head
            .lines()
            .filter(|line| line.to_ascii_lowercase().starts_with("x-"))
            .map(str::to_owned)
            .collect();
        assert!(
            head.to_ascii_lowercase()
                .contains("content-type: application/json\r\n"),
            "{head}"
        );
        assert!(head.contains("push"), "{head}");
        let judged = verify("github", &["hush"], &headers, &[], &body);
        assert_eq!(judged.ends(0).out, "accept\n");
    }
    let nobody = run(
        &[
            "webhook",
            "send",
            "--url",
            "http://127.0.0.1:1/",
            "--scheme",
            "github",
            "--secret",
            "hush",
        ],
        b"",
    )
    .ends(1);
    assert!(nobody.err.contains("cannot be reached"), "{}", nobody.err);
}
