pub mod billing {
    use serde::{Deserialize, Serialize};

    #[derive(Serialize, Deserialize)]
    pub struct Invoice {
        pub lines: Vec<lines::Line>,
        pub payer: super::Payer,
    }

    pub mod lines {
        use serde::{Deserialize, Serialize};

        #[derive(Serialize, Deserialize)]
        pub struct Line {
            pub cents: u32,
            pub by: Option<super::super::Payer>,
            pub credit: Option<Box<super::Invoice>>,
        }
    }
}
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
pub struct Payer {
    pub name: String,
}
