pub mod a {
    pub struct Id(pub u8);
}

pub mod b {
    pub struct Id(pub u16);
}
