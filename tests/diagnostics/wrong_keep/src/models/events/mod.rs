#[buildamp(log_only, keep = "30 days")]
pub struct Worded;

#[buildamp(log_only, keep = 30)]
pub struct Bare;

#[buildamp(log_only, keep = "0h")]
pub struct Short;

#[buildamp(log_only, keep = "36526d")]
pub struct Long;

#[buildamp(log_only, keep)]
pub struct Nothing;

#[buildamp(log_only, keep = "2d 3h")]
pub struct Good;
