#[buildamp(type = "buildamp.x")]
pub struct Pinned;

#[buildamp(type = "buildamper.x")]
pub struct Near;

#[buildamp(type = "Unknown")]
pub struct Odd;
