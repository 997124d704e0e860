use crate::elsewhere::Gone;

pub struct A {
    pub one: Missing,
    pub two: Gone,
    pub three: crate::models::shared::Nope,
    pub four: Page,
}

pub struct Page<T> {
    pub items: Vec<T>,
}
