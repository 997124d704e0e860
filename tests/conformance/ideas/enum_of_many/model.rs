//! More variants than anyone wants, and long names.

use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Country {
    Afghanistan,
    Albania,
    Algeria,
    Andorra,
    Angola,
    Argentina,
    Armenia,
    Australia,
    Austria,
    Azerbaijan,
    TheUnitedKingdomOfGreatBritainAndNorthernIreland,
    AVariantWhoseNameIsSoLongThatNoLineHoldsItTogetherWithItsType(Option<Vec<Country>>),
    AnotherVariantWhoseNameIsSoLong {
        with_a_field_of_a_long_name: u8,
        and_another_field_of_a_long_name: Option<String>,
    },
    Five(u8, u8, u8, u8, u8),
}
