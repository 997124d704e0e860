#[derive(serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct A {
    pub first_name: String,
    #[serde(rename = "firstName")]
    pub other: String,
}

#[derive(serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum B {
    Paid,
    PAID,
    Late {
        #[serde(rename = "b")]
        a: u8,
        b: u8,
    },
}
