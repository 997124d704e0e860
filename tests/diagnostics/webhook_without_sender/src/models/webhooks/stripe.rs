pub struct StripeEvent {
    pub data: Invoice,
}

pub struct Invoice {
    pub amount: u32,
}
