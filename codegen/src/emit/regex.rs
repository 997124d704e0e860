//! Patterns for those who read regular expressions as JavaScript does.

/// A pattern as JavaScript writes it with its `u` flag: there `.` and `\s` mean other characters than they do in regex-lite,
/// by which the server goes, and a bracket that closes nothing needs a backslash.
pub(super) fn javascript(pattern: &str) -> String {
    let mut text = String::with_capacity(pattern.len());
    let (mut in_class, mut is_counted) = (false, false);
    let mut chars = pattern.chars();
    while let Some(c) = chars.next() {
        match (c, in_class) {
            ('\\', _) => match (chars.next(), in_class) {
                (Some('s'), false) => text.push_str(r"[\t-\r ]"),
                (Some('s'), true) => text.push_str(r"\t-\r "),
                (Some('S'), false) => text.push_str(r"[^\t-\r ]"),
                (Some('S'), true) => text.push_str(r"\0-\x08\x0e-\x1f!-\u{10ffff}"),
                (next, _) => {
                    text.push(c);
                    text.extend(next);
                }
            },
            ('.', false) => text.push_str(r"[^\n]"),
            ('}', false) if !is_counted => text.push_str(r"\}"),
            (']', false) => text.push_str(r"\]"),
            _ => {
                in_class = match c {
                    '[' => true,
                    ']' => false,
                    _ => in_class,
                };
                is_counted = !in_class && (c == '{' || (is_counted && c != '}'));
                text.push(c);
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::javascript;

    #[test]
    fn h18_javascript_is_told_what_it_reads_otherwise() {
        for (pattern, expected) in [
            (r"[a-z0-9-]+\d{2,3}\.", r"[a-z0-9-]+\d{2,3}\."),
            (r".+[.]\\.", r"[^\n]+[.]\\[^\n]"),
            (r"\s[\s.]\S", r"[\t-\r ][\t-\r .][^\t-\r ]"),
            (r"[^\S\n]", r"[^\0-\x08\x0e-\x1f!-\u{10ffff}\n]"),
            (r"a{2}}[{}]]", r"a{2}\}[{}]\]"),
        ] {
            assert_eq!(javascript(pattern), expected, "{pattern}");
        }
    }
}
