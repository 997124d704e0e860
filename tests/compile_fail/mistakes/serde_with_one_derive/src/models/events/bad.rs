#[derive(serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Bad {
    pub id: u32,
}
