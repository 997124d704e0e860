use super::account::Account;

pub struct Invoice {
    pub payer: Option<Box<Account>>,
    pub kind: Kind,
}

pub enum Kind {
    Bill,
    Reminder,
}
