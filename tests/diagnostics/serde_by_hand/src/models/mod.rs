pub mod shared;

impl<'de> serde::Deserialize<'de> for shared::A {}
