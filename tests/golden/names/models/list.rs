pub struct Map {
    pub key: String,
}

pub struct Use {
    pub map: super::Map,
    pub own: Map,
}
