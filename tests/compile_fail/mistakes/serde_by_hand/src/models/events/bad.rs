#[derive(serde::Deserialize)]
pub struct Bad {
    pub id: u32,
}

impl serde::Serialize for Bad {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u32(self.id)
    }
}
