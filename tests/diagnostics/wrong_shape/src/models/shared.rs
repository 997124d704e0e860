#[buildamp(shape)]
pub struct A {
    #[buildamp(shape = "Vec<")]
    pub a: u8,
    #[buildamp(shape = 64)]
    pub b: u8,
    #[buildamp(shapes = "i64")]
    pub c: u8,
    #[buildamp(plain)]
    pub d: u8,
}
