#[derive(Debug, Clone)]
pub struct A(pub u8);

impl serde::Serialize for A {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u8(self.0)
    }
}

#[derive(serde_with::SerializeDisplay, serde_with::DeserializeFromStr)]
pub struct B {
    pub left: u8,
}

#[derive(serde_with::SerializeDisplay, serde_with::DeserializeFromStr)]
#[buildamp(shape = "String")]
pub struct Stated {
    pub left: u8,
}

#[derive(serde_repr::Serialize_repr)]
#[repr(u8)]
pub enum C {
    One = 1,
}

#[derive(serde_repr::Serialize_repr, serde_repr::Deserialize_repr)]
pub enum D {
    One = 1,
}
