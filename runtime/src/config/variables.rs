//! `${VAR}` and `${VAR:-default}` in texts that are read at run time.

/// Replaces each by the variable's value; a `$` without a brace is a `$`.
///
/// # Errors
/// What is wrong and what to do: a variable that is not set and has no default, or a `${` that does not end.
pub(crate) fn expand(
    text: &str,
    variable: &dyn Fn(&str) -> Option<String>,
) -> Result<String, String> {
    let Some((before, rest)) = text.split_once("${") else {
        return Ok(text.to_owned());
    };
    let (inside, after) = rest.split_once('}').ok_or("a `${` without its `}`")?;
    let (name, default) = inside
        .split_once(":-")
        .map_or((inside, None), |(name, default)| (name, Some(default)));
    let value = variable(name).or(default.map(str::to_owned));
    let value = value.ok_or_else(|| {
        format!(
            "the variable {name} is not set; set it, or write ${{{name}:-…}} with what to use without it"
        )
    })?;
    Ok(before.to_owned() + &value + &expand(after, variable)?)
}
