pub struct Bad {
    pub id: ,
}
