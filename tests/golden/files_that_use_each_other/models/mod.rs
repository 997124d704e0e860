pub mod account;
pub mod invoice;
pub mod ledger;
