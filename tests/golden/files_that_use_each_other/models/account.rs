use super::invoice::Invoice;

pub struct Account {
    pub open: Vec<Invoice>,
    pub kind: Kind,
}

pub enum Kind {
    Private,
    Company(String),
}
