pub struct Fine {
    pub id: u32,
}

pub struct AlsoFine {
    pub id: u32,
}
