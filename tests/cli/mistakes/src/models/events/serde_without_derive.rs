#[serde(rename_all = "camelCase")]
pub struct SerdeWithoutDerive {
    pub order_id: u32,
}
