use crate::models::enum_of_many::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
        writes([
            Country::Afghanistan,
            Country::TheUnitedKingdomOfGreatBritainAndNorthernIreland,
            Country::AVariantWhoseNameIsSoLongThatNoLineHoldsItTogetherWithItsType(Some(vec![
                Country::Austria,
            ])),
            Country::AnotherVariantWhoseNameIsSoLong {
                with_a_field_of_a_long_name: 1,
                and_another_field_of_a_long_name: None,
            },
            Country::Five(1, 2, 3, 4, 5),
        ])
        .refuses([r#""Afghanistan""#, r#"{"five":[1,2,3,4]}"#]),
    ]
}
