use super::invoice::{Invoice, Kind};

pub struct Ledger {
    pub invoices: Vec<Invoice>,
    pub kinds: Vec<Kind>,
}
