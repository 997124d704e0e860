#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "camelCase"))]
pub struct Fine {
    #[cfg_attr(feature = "serde", serde(rename = "b"))]
    pub a: u8,
}

#[derive(serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "camel", serde(rename_all = "camelCase"))]
pub struct OneOrTheOther {
    pub a: u8,
}

#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct WithAnotherOnAField {
    #[cfg_attr(feature = "short", serde(rename = "b"))]
    pub a: u8,
}

#[cfg_attr(feature = "write", derive(serde::Serialize))]
#[cfg_attr(feature = "read", derive(serde::Deserialize))]
#[cfg_attr(feature = "write", serde(rename_all = "camelCase"))]
pub struct EachUnderItsOwn {
    pub a: u8,
}
