pub union Either {
    pub a: u8,
    pub b: u32,
}

pub enum Never {}

pub struct Empty();

pub enum Few {
    None(),
    Some(u8),
}
