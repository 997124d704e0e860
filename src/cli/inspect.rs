//! `buildamp inspect`: what was found, and what it is called for good.

use std::collections::BTreeMap;

use buildamp_codegen::Analysis;
use buildamp_codegen::lock;
use buildamp_codegen::model::{At, Definition, EndpointHandler, Handler, Item, Kind, On};
use buildamp_codegen::report;
use clap::ValueEnum;
use serde::Serialize;

use super::answer::Answer;
use super::diagnostics;
use super::source::Source;
use super::table::table;

/// Show the types and handlers that were found, their durable names and their wire shape
///
/// Exit status 1 when there is an error; what could be read is shown all the same. JSON: `items`, `handlers`, `endpoints`
/// and `has_handlers` as written in Rust, `definitions` as serde writes them, `capabilities` (the kinds that are
/// there, with the number of their types) and `problems` as `generate --format json` has them.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    source: Source,

    /// For people or for programs
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Table,
    Json,
}

/// Prints the model.
pub fn run(args: &Args) -> Answer {
    let analysis = match args.source.find() {
        Ok(analysis) => analysis,
        Err(answer) => return answer,
    };
    let out = match args.format {
        Format::Table => human(&analysis),
        Format::Json => diagnostics::json(&Document::new(&analysis)),
    };
    match (report::any_error(&analysis.problems), args.format) {
        (false, _) => Answer::done(out),
        (true, Format::Json) => Answer::found(out, ""),
        (true, Format::Table) => {
            let consequence = "what could be read is shown";
            let err = diagnostics::human(&analysis.problems, &analysis.sources, consequence);
            Answer::found(out, err)
        }
    }
}

#[derive(Debug, Serialize)]
struct Document<'a> {
    #[serde(flatten)]
    model: &'a buildamp_codegen::model::Model,
    definitions: &'a [Definition],
    capabilities: Vec<Capability>,
    problems: Vec<diagnostics::Entry<'a>>,
}

impl<'a> Document<'a> {
    fn new(analysis: &'a Analysis) -> Self {
        Self {
            model: &analysis.model,
            definitions: &analysis.definitions,
            capabilities: capabilities(&analysis.model.items),
            problems: diagnostics::entries(&analysis.problems),
        }
    }
}

/// A kind that is there, and so generates something.
#[derive(Debug, Serialize)]
struct Capability {
    kind: Kind,
    types: usize,
}

fn capabilities(items: &[Item]) -> Vec<Capability> {
    let mut counts = BTreeMap::new();
    for item in items {
        *counts.entry(item.kind).or_insert(0) += 1;
    }
    counts
        .into_iter()
        .map(|(kind, types)| Capability { kind, types })
        .collect()
}

fn human(analysis: &Analysis) -> String {
    let model = &analysis.model;
    let mut parts = Vec::new();
    if !model.items.is_empty() {
        let rows: Vec<_> = model
            .items
            .iter()
            .map(|item| type_row(item, analysis))
            .collect();
        parts.push(table(
            ["KIND", "TYPE", "DURABLE NAME", "DEFINED AT", "WIRE SHAPE"],
            &rows,
        ));
    }
    if !model.handlers.is_empty() {
        let rows: Vec<_> = model
            .handlers
            .iter()
            .map(|handler| handler_row(handler, &model.items))
            .collect();
        parts.push(table(
            ["CONSUMER", "LISTENS TO", "HANDLER", "DEFINED AT"],
            &rows,
        ));
    }
    let items = model.items.iter().enumerate();
    let rows: Vec<_> = items
        .filter_map(|(index, item)| endpoint_row(index, item, &model.endpoints))
        .collect();
    if !rows.is_empty() {
        parts.push(table(
            ["ENDPOINT", "REQUEST", "ANSWERED BY", "DEFINED AT"],
            &rows,
        ));
    }
    let found: Vec<String> = capabilities(&model.items)
        .iter()
        .map(|capability| format!("{} ({})", name(capability.kind), capability.types))
        .collect();
    parts.push(match found.as_slice() {
        [] => "Capabilities: none, because no types were found\n".to_owned(),
        found => format!("Capabilities: {}\n", found.join(", ")),
    });
    parts.join("\n")
}

fn type_row(item: &Item, analysis: &Analysis) -> [String; 5] {
    let wire = analysis
        .definitions
        .iter()
        .find(|definition| definition.at == item.at)
        .map_or_else(|| "?".to_owned(), lock::notation);
    [
        name(item.kind).to_owned(),
        item.ident.to_string(),
        item.durable.clone().unwrap_or_else(|| "-".to_owned()),
        place(&item.at),
        wire,
    ]
}

fn handler_row(handler: &Handler, items: &[Item]) -> [String; 4] {
    let on = match &handler.on {
        On::Event(index) => items.get(*index).and_then(|item| item.durable.clone()),
        On::Glob(glob) => Some(glob.clone()),
    };
    [
        handler.consumer.clone(),
        on.unwrap_or_else(|| "?".to_owned()),
        handler.path.join("::"),
        place(&handler.at),
    ]
}

fn endpoint_row(index: usize, item: &Item, endpoints: &[EndpointHandler]) -> Option<[String; 4]> {
    let route = item.options.route.as_ref()?;
    let method = if route.is_query { "GET" } else { "POST" };
    let handler = endpoints.iter().find(|handler| handler.request == index);
    Some([
        format!("{method} /api/{}", route.path),
        item.ident.to_string(),
        handler.map_or_else(|| "-".to_owned(), |handler| handler.path.join("::")),
        place(&item.at),
    ])
}

fn place(at: &At) -> String {
    format!("{}:{}", at.file, at.line)
}

fn name(kind: Kind) -> &'static str {
    match kind {
        Kind::Event => "event",
        Kind::Sse => "sse",
        Kind::Webhook => "webhook",
        Kind::Service => "service",
        Kind::Api => "api",
        Kind::Session => "session",
        Kind::Plain => "plain",
    }
}
