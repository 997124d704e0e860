pub struct Names {
    pub r#type: String,
    pub r#fn: u8,
    pub serializer: u8,
    pub deserializer: u8,
    pub formatter: u8,
    pub value: u8,
    pub f0: u8,
    pub tx: u8,
    pub event: u8,
    pub ok: u8,
}

pub struct Result {
    pub error: Option<String>,
}

pub enum Option_ {
    None,
    Some(u8),
    Ok { r#match: bool },
}

pub struct r#Waiting {
    pub r#await: bool,
}
