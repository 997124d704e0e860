#[buildamp(type = "buildamp.x")]
pub struct Pinned;

#[buildamp(type = "buildamper.x")]
pub struct Near;
