use crate::models::cfg_of_features::part::Part;
use crate::models::cfg_of_features::*;
use crate::{Subject, writes};

fn card(card_id: u8) -> Card {
    Card {
        card_id,
        front: "Haus".to_owned(),
        back: None,
        #[cfg(unix)]
        handle: 7,
        times_seen: 1,
    }
}

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([card(1)])
            .reads([r#"{"cardId":1,"text":"Haus"}"#])
            .refuses([
                r#"{"card_id":1,"front":"Haus"}"#,
                r#"{"cardId":1,"front":"Haus"}"#,
            ]),
        writes([Side::Front, Side::Back(Part(1))]).refuses([r#"{"Edge":1}"#, r#""Back""#]),
        writes([Page {
            cards: vec![card(2)],
        }]),
    ]
}
