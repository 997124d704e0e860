use crate::Cx;

pub async fn asks(cx: &Cx) -> buildamp::Result<u32> {
    cx.step("charge", async || Ok::<_, buildamp::Error>(1)).await
}
