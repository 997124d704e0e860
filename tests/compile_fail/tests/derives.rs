//! Mistakes under the derives and `#[buildamp(..)]`, as rustc shows them at the user's own tokens.

#[test]
fn h7_one_mistake_is_one_error_at_its_tokens() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("derives/*.rs");
}
