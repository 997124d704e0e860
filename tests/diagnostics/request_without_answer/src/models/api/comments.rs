use buildamp::buildamp;

#[buildamp(path = "SubmitComment")]
pub struct SubmitCommentReq {
    pub text: String,
}

pub struct SubmitCommentRes {
    pub id: String,
}

#[buildamp(path = "SubmitComment")]
pub struct SubmitReplyReq {
    pub text: String,
}

pub struct SubmitReplyRes {
    pub id: String,
}

pub struct ForgottenReq {
    pub text: String,
}

#[buildamp(path = "LostComment")]
pub struct LostCommentReq {
    pub text: String,
}

#[buildamp(path = "Unsuffixed")]
pub struct Unsuffixed {
    pub text: String,
}

#[buildamp(path = "Bare")]
pub struct BareReq(pub String);

pub struct BareRes {}

#[buildamp(path = "/no path")]
pub struct WrongPathReq {}

pub struct WrongPathRes {}

#[buildamp(path = "Twice", query)]
pub struct TwiceReq {
    pub nested: SubmitCommentRes,
}

pub struct TwiceRes {}

#[buildamp(path = "Generic")]
pub struct GenericReq<T> {
    pub value: T,
}

pub struct GenericRes {}

#[buildamp(query)]
pub struct NoPathReq {}

#[buildamp(path = "Nobody")]
pub struct NobodyReq {}

pub struct NobodyRes {}

#[buildamp(path = "Misread")]
pub struct MisreadReq {}

pub struct MisreadRes {}
