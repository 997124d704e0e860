use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
pub enum Colour {
    Red,
}

pub mod deep {
    use serde::{Deserialize, Serialize};

    #[derive(Serialize, Deserialize)]
    pub struct Inner {
        pub colour: super::Colour,
    }

    #[derive(Serialize, Deserialize)]
    pub struct Other(pub u8);

    pub mod more {
        use serde::{Deserialize, Serialize};

        #[derive(Serialize, Deserialize)]
        pub struct Globbed {
            pub of: super::super::Colour,
        }
    }
}
