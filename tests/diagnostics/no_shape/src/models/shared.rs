pub union Either {
    pub a: u8,
    pub b: u32,
}

pub enum Never {}

pub struct Empty();

pub struct Braces {}

pub enum Few {
    None(),
    Nothing {},
    Some(u8),
}
