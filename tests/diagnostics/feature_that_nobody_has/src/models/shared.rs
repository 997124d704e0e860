#[derive(serde::Serialize)]
pub struct Fine {
    #[cfg(feature = "full")]
    pub a: u8,
}
