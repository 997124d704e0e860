pub struct OrderShipped(pub u32);
