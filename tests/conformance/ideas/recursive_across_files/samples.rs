use crate::models::recursive_across_files::Bank;
use crate::models::recursive_across_files::account::Account;
use crate::models::recursive_across_files::ledger::Line;

use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
writes([Bank {
    accounts: vec![Account {
        name: "a".to_owned(),
        lines: vec![Line { amount: -1, against: Some(Box::new(Account { name: "b".to_owned(), lines: vec![] })), bank: None }],
    }],
}])
.refuses([r#"{"accounts":[{"name":"a","lines":[{"amount":1,"against":{"name":"b"},"bank":null}]}]}"#]),
writes([Line { amount: 1, against: None, bank: Some(Box::new(Bank { accounts: vec![] })) }])
    .refuses([r#"{"amount":1,"against":null,"bank":{}}"#]),
writes([Account { name: String::new(), lines: vec![] }]).refuses(["[]"]),
    ]
}
