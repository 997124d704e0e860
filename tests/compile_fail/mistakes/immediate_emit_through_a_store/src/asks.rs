use buildamp::Emission;

use crate::models::events::Good;

pub fn asks(good: Good) {
    let _ = Emission::new(good);
}
