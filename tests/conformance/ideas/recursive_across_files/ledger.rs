use serde::{Deserialize, Serialize};

use super::Bank;
use super::account::Account;

#[derive(Serialize, Deserialize)]
pub struct Line {
    pub amount: i32,
    pub against: Option<Box<Account>>,
    pub bank: Option<Box<Bank>>,
}
