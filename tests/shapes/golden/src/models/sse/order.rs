use buildamp::buildamp;

pub struct OrderShipped(pub u32);

#[buildamp(overflow = "drop_oldest", coalesce = "order/{id}")]
pub struct OrderChanged {
    pub id: u32,
    pub state: String,
}
