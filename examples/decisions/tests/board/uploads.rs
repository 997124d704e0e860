//! Somebody uploads a picture.

use std::io::Cursor;

use image::{GenericImageView as _, ImageFormat, Rgb, RgbImage};
use serde_json::{Value, json};

use crate::server::{Browser, Tab, on_each};

#[tokio::test]
async fn scenario6_h27_h36_an_upload_becomes_a_picture_stage_by_stage() {
    on_each(async |server| {
        let (ada, eve) = (Browser::open(server).await, Browser::open(server).await);
        let refused = eve.send(eve.post("/uploads?name=a.png", png(4, 4))).await;
        assert_eq!(refused.status(), 401);
        ada.sign_up("Ada", "ada@example.org").await;
        let (mut of_ada, mut of_eve) = (ada.tab().await, eve.tab().await);

        let sent = ada.post("/uploads?name=a%20b.png", png(640, 480));
        let answer = ada.send(sent).await;
        assert_eq!(answer.status(), 200);
        let upload: Value = answer.json().await.unwrap();
        assert_eq!((&upload["name"], &upload["stage"]), (&json!("a b.png"), &json!("received")));

        // In this order: each stage, its attempt, and the next one; and at last what everybody is told.
        let (stages, picture) = stages(&mut of_ada).await;
        in_order(&stages, &["received", "checked", "ready"]);
        let expected = json!({
            "id": upload["id"], "name": "a b.png", "author": "Ada", "width": 640, "height": 480,
        });
        assert_eq!(picture, expected);
        let heard = of_eve.message().await;
        assert_eq!(heard["type"], "board.picture_added", "and nothing before it");
        assert_eq!(heard["data"]["picture"], expected);

        let board = ada.board().await;
        assert_eq!((&board["pictures"], &board["uploads"]), (&json!([expected]), &json!([])));
        let id = upload["id"].as_str().unwrap();
        let small = ada.send(ada.get(&format!("/pictures/{id}"))).await;
        assert_eq!(small.headers()["content-type"], "image/png");
        let small = image::load_from_memory(&small.bytes().await.unwrap()).unwrap();
        assert_eq!(small.dimensions(), (320, 240));

        // One event set off the next, and all belong together.
        let chained = "SELECT count(*) FROM {events} AS one JOIN {events} AS next ON next.causation_id = one.id
                       WHERE one.type = 'uploads.upload_stage' AND next.correlation_id = one.correlation_id";
        assert_eq!(server.ask(chained).await, 2);
    })
    .await;
}

#[tokio::test]
async fn scenario6_a_stage_that_fails_says_so_and_nothing_comes_after_it() {
    on_each(async |server| {
        let ada = Browser::open(server).await;
        ada.sign_up("Ada", "ada@example.org").await;
        let mut tab = ada.tab().await;
        let mut broken_off = png(640, 480);
        broken_off.truncate(broken_off.len() / 2);
        for (name, file, expected) in [
            (
                "no.txt",
                b"no picture".to_vec(),
                &["received", "failed"][..],
            ),
            ("half.png", broken_off, &["received", "checked", "failed"]),
            ("bomb.png", png(20_000, 1), &["received", "failed"]),
        ] {
            let sent = ada.post(&format!("/uploads?name={name}"), file);
            assert_eq!(ada.send(sent).await.status(), 200);
            let mut stages = Vec::new();
            while stages.last().is_none_or(|last| last != "failed") {
                let told = tab.hear("board.upload_progressed").await;
                assert_eq!(told["name"], name, "{told}");
                let stage = told["stage"].as_str().unwrap().to_owned();
                assert_eq!(told["problem"].is_string(), stage == "failed", "{told}");
                stages.push(stage);
            }
            in_order(&stages, expected);
        }
        let board = ada.board().await;
        assert_eq!(board["pictures"], json!([]));
        assert_eq!(board["uploads"].as_array().unwrap().len(), 3);
        let dead = "SELECT count(*) FROM {deliveries} WHERE state = 'dead'";
        assert_eq!(server.ask(dead).await, 0, "no handler failed");

        let large = vec![0; 8 * 1024 * 1024 + 1];
        let sent = ada.send(ada.post("/uploads?name=large", large)).await;
        assert_eq!(sent.status(), 413);
    })
    .await;
}

/// Whether these stages were told, to the last one. Whoever is behind is not told of one when there is a newer.
fn in_order(told: &[String], stages: &[&str]) {
    let mut known = stages.iter();
    let in_order = told.iter().all(|stage| known.any(|known| known == stage));
    assert!(
        in_order && told.last().map(String::as_str) == stages.last().copied(),
        "{told:?}"
    );
}

/// The stages that the session is told of until everybody is told of the picture, each after the emit of its event, and the
/// picture.
async fn stages(tab: &mut Tab) -> (Vec<String>, Value) {
    let (mut stages, mut emitted) = (Vec::new(), 0);
    loop {
        let message = tab.message().await;
        let data = &message["data"];
        match message["type"].as_str().unwrap() {
            "board.upload_progressed" => {
                stages.push(data["stage"].as_str().unwrap().to_owned());
                assert!(emitted >= stages.len(), "its event is queued");
            }
            "buildamp.workflow_progress" if data["event_type"] == "uploads.upload_stage" => {
                emitted += usize::from(data["state"] == "queued");
            }
            "board.picture_added" => return (stages, data["picture"].clone()),
            _ => {}
        }
    }
}

/// A picture in colours, so that its file is not next to nothing.
fn png(width: u32, height: u32) -> Vec<u8> {
    let colour = |x: u32, y: u32| Rgb([x, y, x * y].map(|of| u8::try_from(of % 251).unwrap()));
    let mut file = Cursor::new(Vec::new());
    RgbImage::from_fn(width, height, colour)
        .write_to(&mut file, ImageFormat::Png)
        .unwrap();
    file.into_inner()
}
