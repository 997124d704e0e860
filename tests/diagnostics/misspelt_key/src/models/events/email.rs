#[buildamp(max_atempts = 3)]
pub struct SendWelcomeEmail {
    pub email: String,
    #[buildamp(secrte)]
    pub token: String,
}

#[buildamp(priority = "urgent", version = 0, type = "Not a name", log_only = true)]
pub struct A;

#[buildamp(colour = "red")]
pub struct B;

#[buildamp(consumer = "audit")]
pub struct C;

#[buildamp(subject = "user/{emial}")]
pub struct D {
    pub email: String,
}

#[buildamp = "log_only"]
pub struct E;

#[buildamp(log_only, log_only)]
pub struct F;

#[buildamp(subject = "user/{email")]
pub struct G {
    pub email: String,
}

#[buildamp(version = )]
pub struct H;
