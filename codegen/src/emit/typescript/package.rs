//! `package.json`: the folder of TypeScript as an npm package of its sources, for a workspace or a path.

use serde_json::json;

use super::super::HEADER;

/// Its path below the output folder.
pub(super) const FILE: &str = "ts/package.json";

/// Its text, which exports each of these files; `buildamp.ts` is the package itself.
///
/// An export is the source alone, without conditions: TypeScript takes a `.ts` for the types, under `nodenext` as under
/// `bundler`, and a bundler for the code. <https://nodejs.org/api/packages.html#exports>
pub(super) fn text<'a>(name: &str, files: impl Iterator<Item = &'a str>) -> String {
    let mut exports: Vec<(String, String)> = files
        .filter_map(|path| path.strip_prefix("ts/"))
        .map(|file| {
            let key = match file.strip_suffix(".ts").unwrap_or(file) {
                "buildamp" => ".".to_owned(),
                path => format!("./{path}"),
            };
            (key, format!("./{file}"))
        })
        .collect();
    exports.push(("./package.json".to_owned(), "./package.json".to_owned()));
    exports.sort_unstable();
    let exports: Vec<String> = exports
        .iter()
        .map(|(key, file)| format!("    {}: {}", json!(key), json!(file)))
        .collect();
    format!(
        r#"{{
  "//": {},
  "name": {},
  "version": "0.0.0",
  "private": true,
  "type": "module",
  "sideEffects": false,
  "exports": {{
{}
  }}
}}
"#,
        json!(HEADER),
        json!(name),
        exports.join(",\n")
    )
}
