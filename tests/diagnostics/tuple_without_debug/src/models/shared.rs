pub struct Long {
    pub rows: Vec<(u8, u8, u8, u8, u8, u8, u8, u8, u8, u8, u8, u8, u8)>,
}

pub struct ByHand(pub (u8, u8, u8, u8, u8, u8, u8, u8, u8, u8, u8, u8, u8));

impl std::fmt::Debug for ByHand {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ByHand")
    }
}

#[derive(serde::Serialize, serde::Deserialize)]
pub struct OfItsOwn {
    pub row: (u8, u8, u8, u8, u8, u8, u8, u8, u8, u8, u8, u8, u8),
}
