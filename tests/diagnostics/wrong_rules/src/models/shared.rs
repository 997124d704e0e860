use buildamp::buildamp;

#[buildamp]
pub struct Comment {
    #[buildamp(ReadOnly)]
    pub id: String,
    #[buildamp(Inject = "user_id")]
    pub author: String,
    #[buildamp(Required)]
    pub text: String,
}

#[buildamp]
#[derive(serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Derived {
    #[buildamp(ReadOnly)]
    pub id: String,
}

#[buildamp]
pub struct Ruled<T> {
    #[buildamp(Required)]
    pub text: String,
    pub of: T,
}

pub struct Page<T> {
    pub items: Vec<T>,
}

pub enum Either {
    Text(String),
    Comment(Comment),
}

#[buildamp]
pub struct Newtype(#[buildamp(Required)] pub String);
