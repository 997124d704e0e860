pub struct Updated {
    pub name: String,
}

pub struct UnknownMessage {
    pub text: String,
}

/// Names that the files beside these types have themselves.
pub struct Incoming;

pub struct Resync {
    pub since: String,
}

pub struct Received {
    pub by: Connection,
}

pub struct Connection {
    pub state: ConnectionState,
}

pub enum ConnectionState {
    Open,
    Closed,
}

pub struct WorkflowProgress(pub Cases);

pub struct Cases {
    pub sse: bool,
}

#[allow(non_camel_case_types)]
pub struct connect {
    pub messages: u8,
}

pub struct Unknown {
    pub codec: String,
}
