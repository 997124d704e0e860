use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
#[derive(Serialize, Deserialize)]
pub struct Price {
    pub amount: Decimal,
    pub tax: Option<Decimal>,
    #[serde(with = "rust_decimal::serde::str")]
    pub text: Decimal,
}
