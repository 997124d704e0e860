//! What names stand for, with look-ups of the tests' own: no server has to have a name for it.

use std::{
    io::ErrorKind,
    net::SocketAddr,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use http_body_util::Full;
use tokio::{io::AsyncReadExt as _, net::TcpListener};

use super::{
    address::Policy,
    client::{Ask, Client, LookUp, Trouble},
};

/// A listener that nothing may reach, and how many bytes have.
async fn private() -> (u16, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let bytes = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&bytes);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut bytes = [0; 1024];
            let read = stream.read(&mut bytes).await.unwrap_or(0);
            counted.fetch_add(read.max(1), Ordering::Relaxed);
        }
    });
    (port, bytes)
}

/// A client whose names stand for these addresses, one look-up after the other; the last stays.
fn client(port: u16, answers: &[&[&str]]) -> Client {
    let parsed = |of: &&[&str]| {
        let of = of.iter().map(|it| SocketAddr::new(it.parse().unwrap(), 0));
        of.collect::<Vec<_>>()
    };
    let answers: Vec<Vec<SocketAddr>> = answers.iter().map(parsed).collect();
    let next = Mutex::new(answers.into_iter());
    let last = Mutex::new(Vec::new());
    let look_up: LookUp = Arc::new(move |_| {
        let mut last = last.lock().unwrap();
        if let Some(answer) = next.lock().unwrap().next() {
            *last = answer;
        }
        let answer = last.clone();
        Box::pin(async move { Ok(answer) })
    });
    let policy = Policy {
        allow: Vec::new(),
        ports: vec![port],
    };
    Client::new(policy, look_up).unwrap()
}

async fn ask(client: &Client, url: &str) -> Trouble {
    let ask = Ask {
        url: url.parse().unwrap(),
        request: http::Request::get(url).body(Full::default()).unwrap(),
    };
    let sent = client.send(ask, 1024, Duration::from_millis(500));
    sent.await.unwrap_err()
}

#[tokio::test]
async fn ssrf_a_name_that_stands_for_a_private_address_is_refused() {
    let (port, bytes) = private().await;
    let url = format!("https://inside.example.com:{port}/");
    for addresses in [
        &["127.0.0.1"][..],
        // One that is public beside it does not help.
        &["93.184.215.14", "127.0.0.1"],
        &["127.0.0.1", "93.184.215.14"],
        &["::1"],
        &["::ffff:127.0.0.1"],
        &["169.254.169.254"],
    ] {
        let trouble = ask(&client(port, &[addresses]), &url).await;
        assert!(matches!(trouble, Trouble::Blocked(_)), "{trouble:?}");
    }
    assert_eq!(bytes.load(Ordering::Relaxed), 0);
}

/// The address that is checked is the one that is dialled: between the two nobody can change what the name stands for.
#[tokio::test]
async fn ssrf_a_name_that_flips_between_look_ups_is_refused_when_it_has() {
    let (port, bytes) = private().await;
    let url = format!("https://flips.example.com:{port}/");
    let client = client(port, &[&["192.0.9.1"], &["127.0.0.1"]]);
    let first = ask(&client, &url).await;
    assert!(
        matches!(first, Trouble::Late(_) | Trouble::Connection(_)),
        "{first:?}"
    );
    let second = ask(&client, &url).await;
    assert!(matches!(second, Trouble::Blocked(_)), "{second:?}");
    assert_eq!(bytes.load(Ordering::Relaxed), 0);
}

#[test]
fn ssrf_a_network_that_is_allowed_is_for_names_that_stand_for_it() {
    let filtered = |allow: &str| {
        let policy = Policy::new(&[allow.to_owned()]).unwrap();
        policy
            .filter("db.example.com", vec!["10.1.2.3:0".parse().unwrap()])
            .is_ok()
    };
    assert!(filtered("10.0.0.0/8"));
    assert!(filtered("10.0.0.0/8:*"));
    assert!(filtered("db.example.com:8443"));
    // Which port is dialled is not known where names are looked up.
    assert!(!filtered("10.0.0.0/8:8443"));
    assert!(!filtered("11.0.0.0/8"));
    assert!(!filtered("example.com"));
}

#[tokio::test]
async fn h35_a_name_that_is_not_found_is_passing() {
    let look_up: LookUp = Arc::new(|_| Box::pin(async { Err(ErrorKind::NotFound.into()) }));
    let policy = Policy::new(&[]).unwrap();
    let client = Client::new(policy, look_up).unwrap();
    let trouble = ask(&client, "https://nowhere.example.com/").await;
    assert!(matches!(trouble, Trouble::Connection(_)), "{trouble:?}");
}
