pub struct Resync;
