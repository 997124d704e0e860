mod inner;

pub use self::inner::Plan;

pub struct Money(pub i64);
