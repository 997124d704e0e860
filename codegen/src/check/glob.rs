//! Globs over durable names: dotted segments, `*` for one, `**` at the end for the rest, a lone `*` for everything.

/// What is wrong with a glob of dotted segments; `None` when it is fine.
pub fn mistake(glob: &str) -> Option<String> {
    let segments: Vec<&str> = glob.split('.').collect();
    let last = segments.len() - 1;
    segments
        .iter()
        .enumerate()
        .find_map(|(position, segment)| match *segment {
            "" => Some("a segment is empty".to_owned()),
            "**" if position < last => {
                Some("`**` stands for the rest, so nothing can follow it".to_owned())
            }
            "*" | "**" => None,
            text if text.contains('*') => {
                Some(format!("`{text}` mixes text and `*` in one segment"))
            }
            text if !text
                .chars()
                .all(|c| c.is_alphanumeric() || c == '_' || c == '-') =>
            {
                Some(format!("`{text}` has a character that no durable name has"))
            }
            _ => None,
        })
}

/// Whether a glob matches a durable name: `*` is one segment, `**` the rest, a lone `*` everything.
pub fn matches(glob: &str, name: &str) -> bool {
    if glob == "*" {
        return true;
    }
    let mut names = name.split('.');
    for segment in glob.split('.') {
        match (segment, names.next()) {
            ("**", Some(_)) => return true,
            ("*", Some(_)) => {}
            (text, Some(name)) if text == name => {}
            _ => return false,
        }
    }
    names.next().is_none()
}
