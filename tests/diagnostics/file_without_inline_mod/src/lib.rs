pub mod models {
    pub mod events {
        pub mod email;
    }
}
