//! A package's features: which there are, and which are on.

use std::collections::{BTreeMap, BTreeSet};

use toml::{Table, Value};

/// What each feature brings, as `[features]` and optional dependencies say.
pub(super) struct Features {
    brings: BTreeMap<String, Vec<String>>,
    /// Those that bring serde, where it is optional.
    of_serde: Vec<String>,
}

impl Features {
    /// Those of a manifest with these dependencies.
    pub fn of(manifest: &Table, dependencies: &[(&str, &Value)]) -> Self {
        let mut brings: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (name, value) in manifest
            .get("features")
            .and_then(Value::as_table)
            .into_iter()
            .flatten()
        {
            let each = value.as_array().into_iter().flatten();
            let each = each.filter_map(|one| Some(one.as_str()?.to_owned()));
            brings.insert(name.clone(), each.collect());
        }
        let mut of_serde = Vec::new();
        for (name, value) in dependencies {
            if !is(value, "optional") {
                continue;
            }
            let with = format!("dep:{name}");
            let mut bringing = brings
                .iter()
                .filter(|(_, brought)| brought.contains(&with))
                .peekable();
            if bringing.peek().is_none() {
                // It is a feature of its own, unless some feature names it as a dependency.
                of_serde.extend(Some((*name).to_owned()).filter(|_| *name == "serde"));
                brings.entry((*name).to_owned()).or_default();
            } else if *name == "serde" {
                of_serde.extend(bringing.map(|(feature, _)| feature.clone()));
            }
        }
        Self { brings, of_serde }
    }

    /// Those that are on: the default ones, the ones that are asked for, and what brings serde, since nothing is written of
    /// builds without it; with all that they bring.
    pub fn on(&self, asked: &BTreeSet<String>) -> BTreeSet<String> {
        let asked = asked.iter().map(String::as_str);
        let mut on = self.closed(asked.chain(["default"]).collect());
        if !self.of_serde.iter().any(|name| on.contains(name)) {
            let named = self.of_serde.iter().find(|name| *name == "serde");
            let one = named.or(self.of_serde.first());
            on.append(&mut self.closed(one.map(String::as_str).into_iter().collect()));
        }
        on
    }

    fn closed<'a>(&'a self, mut next: Vec<&'a str>) -> BTreeSet<String> {
        let mut on = BTreeSet::new();
        while let Some(name) = next.pop() {
            let Some(brought) = self.brings.get(name) else {
                continue;
            };
            if on.insert(name.to_owned()) {
                // `other/feature` brings the optional dependency too, `other?/feature` does not.
                next.extend(
                    brought
                        .iter()
                        .map(|one| one.split('/').next().unwrap_or(one)),
                );
            }
        }
        on
    }

    /// The names of all.
    pub fn into_names(self) -> BTreeSet<String> {
        self.brings.into_keys().collect()
    }
}

fn is(value: &Value, key: &str) -> bool {
    let found = value.as_table().and_then(|table| table.get(key));
    found.and_then(Value::as_bool) == Some(true)
}
