use crate::domain::{Money, Plan};

pub struct Price {
    pub money: Money,
    pub plan: Option<Plan>,
}
