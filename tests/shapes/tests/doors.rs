//! The two doors: what a folder makes of a model and what the derive makes of it are the same tokens.

use std::{fs, path::Path};

use buildamp_codegen::{
    self as codegen, door,
    emit::rust::{self, Bodies},
    model::Item,
};
use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::DeriveInput;

#[test]
fn h5_h7_h24_h33_derive_and_location_write_the_same_tokens() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let analysis = codegen::analyse(&codegen::Input {
        root: root.to_owned(),
        models: vec![root.join("src/models")],
        ..codegen::Input::default()
    });
    let compared = compared(root, &analysis);
    assert!(
        compared.len() > 20,
        "only {} models were compared",
        compared.len()
    );
    for written in [
        "const PROGRESS : bool",
        "const RETRY",
        "const TIMEOUT",
        "__buildamp_retry",
        "const OVERFLOW",
        "fn subject",
        "fn coalesce_key",
        "schedule_at",
        "to_session",
        "impl :: buildamp :: Webhook",
        "impl :: buildamp :: ServiceCall",
    ] {
        assert!(
            compared.iter().any(|tokens| tokens.contains(written)),
            "no model with {written} was compared"
        );
    }
}

#[test]
fn h39_derive_and_location_write_the_same_tokens_without_a_store() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/immediate");
    let settings = fs::read_to_string(root.join("buildamp.toml")).unwrap();
    let (config, _) = codegen::config::read(&settings, Path::new("buildamp.toml"));
    let analysis = codegen::analyse(&codegen::Input {
        root: root.clone(),
        models: vec![root.join("src/models")],
        places: config.places,
        ..codegen::Input::default()
    });
    let [greeting] = &compared(&root, &analysis)[..] else {
        panic!("the example has one event")
    };
    assert!(
        greeting.contains("immediate :: Event for Greeting"),
        "{greeting}"
    );
    assert!(!greeting.contains("Tx"), "{greeting}");
}

/// A webhook whose sender is known by functions, which need the engine and are not compiled here.
#[test]
fn h10_derive_and_location_write_the_same_tokens_of_a_webhook_with_functions() {
    let root = tempfile::tempdir().unwrap();
    let models = root.path().join("src/models/webhooks");
    fs::create_dir_all(&models).unwrap();
    let write = |path: &str, text: &str| fs::write(root.path().join(path), text).unwrap();
    write("src/lib.rs", "pub mod models;");
    write("src/models/mod.rs", "pub mod webhooks;");
    write(
        "src/models/webhooks/mod.rs",
        "#[buildamp(path = \"from-a.partner\", verify = signed, secret = vault::secrets, max_body = 4096)] pub struct Told;",
    );
    let analysis = codegen::analyse(&codegen::Input {
        root: root.path().to_owned(),
        models: vec![root.path().join("src/models")],
        ..codegen::Input::default()
    });
    let [told] = &compared(root.path(), &analysis)[..] else {
        panic!("there is one webhook")
    };
    for written in [
        "NAME : & 'static str = \"from-a.partner\"",
        "Verify :: With (Self :: __buildamp_verify)",
        "Secrets :: OfTenant (Self :: __buildamp_secrets)",
        "MAX_BODY : usize = 4096",
    ] {
        assert!(told.contains(written), "{written} is not in {told}");
    }
}

/// A call from which events follow, which need the engine and are not compiled here.
#[test]
fn h11_derive_and_location_write_the_same_tokens_of_a_call_from_which_events_follow() {
    let root = tempfile::tempdir().unwrap();
    let models = root.path().join("src/models/services");
    fs::create_dir_all(&models).unwrap();
    let write = |path: &str, text: &str| fs::write(root.path().join(path), text).unwrap();
    write("src/lib.rs", "pub mod models;");
    write("src/models/mod.rs", "pub mod services;");
    write(
        "src/models/services/mod.rs",
        "#[buildamp(target(url = \"https://a.example.com/{id}\", method = \"GET\"), response = \"Vec<Ack>\", on_success = told::Sent, \
         on_failure = Lost)] pub struct Ask { pub id: u32 }",
    );
    let analysis = codegen::analyse(&codegen::Input {
        root: root.path().to_owned(),
        models: vec![root.path().join("src/models")],
        ..codegen::Input::default()
    });
    let [ask] = &compared(root.path(), &analysis)[..] else {
        panic!("there is one call")
    };
    for written in [
        "type Response = < Self as :: buildamp :: CallNames > :: Response",
        "Target :: new (:: buildamp :: Method :: Get , \"https://a.example.com/{id}\")",
        "fn on_success",
        "fn on_failure",
    ] {
        assert!(ask.contains(written), "{written} is not in {ask}");
    }
}

/// What both doors write of each event and message.
fn compared(root: &Path, analysis: &codegen::Analysis) -> Vec<String> {
    let mut compared = Vec::new();
    for item in analysis
        .model
        .items
        .iter()
        .filter(|item| item.kind.is_durable())
    {
        let path = rust::path(item);
        let location =
            rust::kind(item, &path, &[], Bodies::Real, analysis.model.interface).to_string();
        let stand = door::stand(root, None, Some(&root.join(&*item.at.file)));
        let source = source(root, item);
        let beside = rust::beside_of(&source.ident, &source.attrs).to_string();
        let derive = door::derive(source.to_token_stream(), item.kind, &stand).to_string();
        // Functions that the attribute names: under the location, the attribute itself writes them.
        let derive = derive.strip_suffix(&beside).unwrap().trim_end().to_owned();

        let replaced = location.replace(&path.to_string(), &rust::name(&item.ident).to_string());
        assert_ne!(location, replaced, "{} is named by its path", item.ident);
        assert_eq!(replaced, derive, "{}", item.ident);
        compared.push(derive);
    }
    compared
}

/// The item as rustc hands it to a derive: with every attribute but the derives.
fn source(root: &Path, item: &Item) -> DeriveInput {
    let text = fs::read_to_string(root.join(&*item.at.file)).unwrap();
    let file = syn::parse_file(&text).unwrap();
    let found = find(&file.items, item);
    let found = found.unwrap_or_else(|| panic!("{} in {}", item.ident, item.at.file));
    syn::parse2(found).unwrap()
}

fn find(items: &[syn::Item], wanted: &Item) -> Option<TokenStream> {
    items.iter().find_map(|item| {
        let mut item = item.clone();
        let (ident, attributes) = match &mut item {
            syn::Item::Struct(it) => (it.ident.clone(), &mut it.attrs),
            syn::Item::Enum(it) => (it.ident.clone(), &mut it.attrs),
            syn::Item::Mod(it) => return find(&it.content.as_ref()?.1, wanted),
            _ => return None,
        };
        attributes.retain(|attribute| !attribute.path().is_ident("derive"));
        (ident.span().start().line == wanted.at.start().0).then(|| item.to_token_stream())
    })
}
