pub struct Map {
    pub key: String,
}

pub struct Own {
    pub map: Map,
}
