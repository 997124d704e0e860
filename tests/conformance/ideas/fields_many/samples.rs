use crate::models::fields_many::*;
use crate::{Subject, writes};

pub fn subjects() -> Vec<Subject> {
    vec![
writes([Form {
    a: 1, b: 2, c: 3, d: 4, e: 5, f: 6, g: 7, h: 8, i: 9, j: 10, k: 11, l: 12, m: 13, n: 14, o: 15, p: 16, q: 17, r: 18, s: 19, t: 20,
    u: Some("u".to_owned()), v: vec![true], w: (1, 2), a_field_whose_name_is_so_long_that_no_line_holds_it_together_with_its_type: Some(vec![None]),
}])
.refuses([r#"{"a":1,"b":2,"c":3,"d":4,"e":5,"f":6,"g":7,"h":8,"i":9,"j":10,"k":11,"l":12,"m":13,"n":14,"o":15,"p":16,"q":17,"r":18,"s":19,"u":null,"v":[],"w":[1,2]}"#]),
    ]
}
