use shop_models::models::order::Line;

/// What a browser posts to `/orders`. Its lines are the library's: `buildamp generate` follows them there.
pub struct NewOrder {
    pub number: u32,
    pub lines: Vec<Line>,
}
