struct PrivateStruct {
    pub id: u32,
}
