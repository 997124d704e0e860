use serde::{Deserialize, Serialize};

pub mod account;
pub mod ledger;

#[derive(Serialize, Deserialize)]
pub struct Bank {
    pub accounts: Vec<account::Account>,
}
