#[buildamp(log_only)]
#[derive(Debug)]
pub struct Derived {
    #[buildamp(secret)]
    pub token: String,
}

#[buildamp(log_only, subject = "card/{number}")]
pub struct Named {
    #[buildamp(secret)]
    pub number: String,
}

#[buildamp(log_only)]
pub struct Valued {
    #[buildamp(secret = "yes")]
    pub number: String,
}

#[buildamp(log_only)]
#[derive(serde::Serialize, serde::Deserialize)]
pub struct Flattened {
    #[serde(flatten)]
    #[buildamp(secret)]
    pub card: Card,
}

#[buildamp(log_only)]
#[derive(buildamp::BuildAmpEvent)]
pub struct ByDerive {
    pub card: Card,
}

#[buildamp(log_only, secret)]
pub struct Whole(pub String);

#[buildamp(plain)]
pub struct Card {
    #[buildamp(secret)]
    pub number: String,
}
