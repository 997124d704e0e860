#[derive(Debug, Clone)]
pub struct A(pub u8);

impl serde::Serialize for A {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u8(self.0)
    }
}

#[derive(serde_repr::Serialize_repr, serde_repr::Deserialize_repr)]
#[repr(u8)]
pub enum B {
    One = 1,
}

#[serde_as]
#[derive(serde::Serialize, serde::Deserialize)]
pub struct C {
    #[serde_as(as = "DisplayFromStr")]
    pub n: u8,
}
