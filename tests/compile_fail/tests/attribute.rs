//! `#[buildamp(..)]` beside our derives: below them, above them by its path, imported or not.

use buildamp::{BuildAmpEvent, BuildAmpSSE, Event, SseMessage};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Serialize, Deserialize, BuildAmpEvent)]
#[buildamp(type = "below.derive", version = 2)]
struct Below {
    id: u32,
}

#[buildamp::buildamp(type = "above.derive", version = 3)]
#[derive(Debug, Clone, Serialize, Deserialize, BuildAmpEvent)]
struct Above {
    id: u32,
}

#[buildamp::buildamp(type = "by.path")]
#[derive(Debug, Clone, Serialize, Deserialize, BuildAmpSSE)]
enum Message {
    Text(String),
}

#[derive(Debug, Clone, Serialize, Deserialize, BuildAmpEvent)]
struct NamedByItself;

mod imported {
    use buildamp::{BuildAmpEvent, buildamp};
    use serde::{Deserialize, Serialize};

    #[derive(Debug, Clone, Serialize, Deserialize, BuildAmpEvent)]
    #[buildamp(type = "below.with.import", log_only)]
    pub struct Below;

    #[buildamp(plain)]
    pub struct Plain;

    #[buildamp(consumer = "audit")]
    pub async fn handler(event: Below) {
        let _ = std::future::ready(event).await;
    }
}

#[test]
fn h30_the_attribute_composes_with_the_derives_in_either_order() {
    assert_eq!((Below::TYPE, Below::VERSION), ("below.derive", 2));
    assert_eq!((Above::TYPE, Above::VERSION), ("above.derive", 3));
    assert_eq!(
        (NamedByItself::TYPE, NamedByItself::VERSION),
        ("named_by_itself", 1)
    );
    assert_eq!(Message::TYPE, "by.path");
    assert_eq!(imported::Below::TYPE, "below.with.import");
    let _ = (
        Below { id: 1 }.id,
        Above { id: 1 }.max_attempts(1),
        Message::Text(String::new()),
    );
    let _ = (imported::Plain, imported::handler(imported::Below));
}
