pub struct Bad<T> {
    pub id: T,
}
