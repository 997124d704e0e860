#[buildamp::buildamp(response = Ack)]
pub struct Sms {
    pub text: String,
}

#[buildamp::buildamp(plain)]
pub struct Ack {}
