pub struct SendSms;
