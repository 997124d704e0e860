//! Requests, their rules, and what answers them.

mod common;

use buildamp_codegen::emit::rust;
use buildamp_codegen::model::{Given, InputForm, Kind, Side, Takes, TypeShape};

use common::{analyse_files, definition, quiet, told};

fn analysis(api: &str, handlers: &str) -> buildamp_codegen::Analysis {
    analyse_files(&[
        (
            "src/lib.rs",
            "pub mod handlers; pub mod models; pub type Cx = buildamp::Context<AppState>; pub struct AppState;",
        ),
        ("src/models/mod.rs", "pub mod api;"),
        ("src/models/api/mod.rs", api),
        ("src/handlers/mod.rs", handlers),
    ])
}

const ASK: &str = "use buildamp::buildamp;
    #[buildamp(path = \"ask\", query)] pub struct AskReq {
        #[buildamp(Required, Trim)] pub text: String,
        pub maybe: Option<u8>,
        #[buildamp(Default = \"Low\")] pub level: Level,
        pub tags: Vec<Tag>,
        #[buildamp(Inject = \"user_id\")] pub who: Option<String>,
        #[buildamp(ReadOnly)] pub seen: bool,
    }
    pub struct AskRes { pub ok: bool }
    pub enum Level { Low, High }
    pub struct Tag(pub String);";

const ANSWER: &str = "use crate::{Cx, models::api::*};
    pub async fn ask(req: AskReq, cx: &Cx) -> anyhow::Result<AskRes> { todo!() }
    pub(crate) async fn helper(req: AskReq) -> anyhow::Result<u8> { todo!() }
    pub fn other(req: AskReq) {}";

#[test]
fn h17_a_request_is_paired_with_its_answer_and_its_handler() {
    let analysis = analysis(ASK, ANSWER);
    let model = &quiet(&analysis).model;
    assert_eq!(model.items[0].kind, Kind::Api);
    assert!(model.items[1..].iter().all(|item| item.kind == Kind::Plain));
    let route = model.items[0].options.route.as_ref().unwrap();
    assert_eq!((route.path.as_str(), route.is_query), ("ask", true));
    assert_eq!(route.answer.as_deref(), Some("AskRes"));
    let [handler] = &model.endpoints[..] else {
        panic!("{:?}", model.endpoints)
    };
    assert_eq!((handler.request, handler.takes), (0, Takes::Context));
    assert!(model.handlers.is_empty());
}

#[test]
fn h18_h19_an_input_says_of_each_key_where_it_comes_from() {
    let analysis = analysis(ASK, ANSWER);
    let route = quiet(&analysis).model.items[0]
        .options
        .route
        .as_ref()
        .unwrap();
    let told: Vec<String> = route
        .inputs
        .iter()
        .map(|it| {
            let form = match &it.form {
                InputForm::List(of) => format!("List({of:?})"),
                form => format!("{form:?}"),
            };
            let given = match &it.given {
                Given::Injected { from, optional } => format!("{from:?} {optional}"),
                given => format!("{given:?}"),
            };
            format!("{} {form} {given}", it.key)
        })
        .collect();
    assert_eq!(
        told,
        [
            "text Text Blank(\"\\\"\\\"\")",
            "maybe Number Maybe",
            "level Text Default(\"\\\"Low\\\"\")",
            "tags List(Text) Default(\"[]\")",
            "who Json UserId true",
        ]
    );
}

#[test]
fn h19_clients_see_neither_what_is_injected_nor_what_is_read_only() {
    let analysis = analysis(ASK, ANSWER);
    let asked = definition(quiet(&analysis), "AskReq");
    assert_eq!(asked.side, Side::Both, "it travels in one direction");
    let TypeShape::Record(record) = &asked.shape else {
        panic!("{asked:?}")
    };
    let keys: Vec<&str> = record
        .fields
        .iter()
        .map(|field| field.key.as_str())
        .collect();
    assert_eq!(keys, ["text", "maybe", "level", "tags"]);
    let names = analysis.definitions.iter().map(|it| it.name.as_str());
    assert_eq!(names.filter(|name| name.starts_with("Ask")).count(), 2);
}

#[test]
fn h18_what_is_generated_looks_at_every_rule_in_order() {
    let api = "#[buildamp::buildamp(path = \"a\")] pub struct ARes2Req {}
        pub struct ARes2Res {}
        #[buildamp::buildamp(path = \"b\")] pub struct BReq {
            #[buildamp(Trim, Required, MinLength(1), MaxLength = 9, Pattern = \"a+\", Email, Url)] pub text: Option<String>,
            #[buildamp(Range(0.5..=1.0))] pub number: f32,
            pub held: Vec<Held>,
        }
        pub struct BRes;
        #[buildamp::buildamp] pub struct Held { #[buildamp(MaxLength(1))] pub list: Vec<u8> }";
    let handlers = "use crate::models::api::*;
        pub async fn a(req: ARes2Req) -> Result<ARes2Res, E> { todo!() }
        pub async fn b(req: BReq, tx: &mut buildamp::Tx<'_>) -> Result<BRes, E> { todo!() }
        pub struct E;";
    let analysis = analysis(api, handlers);
    let text = rust::print(&rust::file(
        &quiet(&analysis).model,
        &[],
        rust::Bodies::Real,
    ));
    let bare = |text: &str| text.split_whitespace().collect::<String>();
    let text = bare(&text);
    let mut rest = text.as_str();
    for wanted in [
        ".endpoint::<",
        "|request, _, _|",
        ".endpoint::<",
        "|request, _, tx|",
        "type Response = crate::models::api::ARes2Res;",
        "impl ::buildamp::Validate for crate::models::api::ARes2Req",
        "type Response = crate::models::api::BRes;",
        "let __at = &__at.field(\"text\")",
        "rules::trim(__value)",
        "rules::required(",
        "rules::min_length(",
        "rules::max_length(",
        "rules::pattern(",
        "rules::email(",
        "rules::url(",
        "rules::required(false",
        "Option::Some(0.5)",
        "Option::Some(1.0)",
        "validate_at(&mut self.held, &__at.field(\"held\")",
        "impl ::buildamp::Validate for crate::models::api::Held",
        "rules::max_length(__value.len(), 1usize",
    ] {
        let at = rest
            .find(&bare(wanted))
            .unwrap_or_else(|| panic!("{wanted} in\n{rest}\nof\n{text}"));
        rest = &rest[at..];
    }
}

#[test]
fn h17_without_a_store_there_are_no_endpoints() {
    let dir = common::package(&[
        ("src/lib.rs", "pub mod models;"),
        ("src/models/mod.rs", "pub mod api;"),
        (
            "src/models/api/mod.rs",
            "#[buildamp::buildamp(path = \"a\")] pub struct AReq {} pub struct ARes {}",
        ),
    ]);
    let mut places = buildamp_codegen::place::Places::default();
    places.interface = buildamp_codegen::model::Interface::Immediate;
    let problems = told(&common::analyse_with(dir.path(), places).problems);
    assert!(problems.contains("BA0038"), "{problems}");
    assert!(problems.contains("there is no store"), "{problems}");
}
