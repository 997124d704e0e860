#[buildamp(log_only, retry(base = "2s"))]
pub struct A;

#[buildamp(log_only, retry(cap = "1h"))]
pub struct B;

#[buildamp(log_only, retry(every = "30 seconds"))]
pub struct C;

#[buildamp(log_only, retry(with = "minutes"))]
pub struct D;

#[buildamp(log_only, retry(base = "1h", cap = "2s"))]
pub struct E;

#[buildamp(log_only, retry(every = "30s", with = minutes))]
pub struct F;

#[buildamp(log_only, retry(evry = "30s"))]
pub struct G;

#[buildamp(log_only, retry(every = "30s", every = "40s"))]
pub struct H;

#[buildamp(log_only, retry())]
pub struct I;

#[buildamp(log_only, retry = "30s")]
pub struct J;

#[buildamp(log_only, retry)]
pub struct K;

#[buildamp(log_only, retry(every = 1.5))]
pub struct L;

#[buildamp(log_only, max_attempts(3))]
pub struct M;

#[buildamp(log_only, timeout = "soon")]
pub struct N;

#[buildamp(log_only, timeout = "0s")]
pub struct O;

#[buildamp(log_only, timeout)]
pub struct P;
