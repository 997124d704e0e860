pub struct Started;

#[buildamp(plain)]
pub struct Part;
