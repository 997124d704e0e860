//! `tanstack.ts`: each request as options of `TanStack` Query, and which of its keys go stale with which message.

use std::collections::{BTreeMap, BTreeSet};

use super::super::layout::Layout;
use super::super::messages;
use super::super::names::Names;
use super::brackets::{self, List};
use super::module::Module;
use super::page::Page;
use super::{All, client, functions, sse, syntax};

/// The file's name, which no module has.
pub(super) const NAME: &str = "tanstack";

/// What the file declares or imports by another name than a module's.
const TAKEN: [&str; 10] = [
    "api",
    "client",
    "input",
    "messages",
    "options",
    "queryClient",
    "sse",
    "stale",
    "tanstack",
    "message",
];

/// The messages that BuildAmp itself sends: their names, their types, and what they are on the wire.
const BUILT_IN: [[&str; 3]; 2] = [
    ["Resync", "sse.Resync", "buildamp.resync"],
    [
        "WorkflowProgress",
        "messages.WorkflowProgress",
        "buildamp.workflow_progress",
    ],
];

/// No type parameters.
const NONE: &[&str] = &[];

/// A request and what its functions are called.
struct Request<'a> {
    index: usize,
    answer: usize,
    /// The function that asks, in the module of the request.
    function: String,
    /// The same where all requests are together.
    name: String,
    path: &'a str,
    is_query: bool,
}

/// What is asked and told, and by which names the modules that declare it are known.
struct File<'a> {
    all: &'a All<'a>,
    /// By the place of the module's file.
    modules: BTreeMap<usize, String>,
    requests: Vec<Request<'a>>,
    /// The messages by their index, with the names by which they are told apart, and what they are on the wire.
    told: Vec<(usize, String, &'a str)>,
}

/// The file's text.
pub(super) fn file(all: &All) -> String {
    let file = File::of(all);
    let mut page = Page::default();
    page.begin();
    page.gap();
    file.imports(&mut page);
    page.gap();
    page.part(|l| {
        l.text("export *");
        sse::from_prelude(l, all, NAME);
    });
    for request in &file.requests {
        if request.is_query {
            page.declaration(|l| file.key(l, request));
            page.declaration(|l| file.query(l, request));
        } else {
            page.declaration(|l| file.mutation(l, request));
        }
    }
    if file.has_messages() {
        page.declaration(|l| file.messages(l));
        page.declaration(|l| file.invalidate_on(l));
    }
    page.text()
}

impl<'a> File<'a> {
    fn of(all: &'a All<'a>) -> Self {
        let requests = requests(all);
        let told = told(all);
        let asked = requests.iter().flat_map(|it| [it.index, it.answer]);
        let used = asked.chain(told.iter().map(|(index, ..)| *index));
        let files: BTreeSet<usize> = used.map(|index| all.file_of[index]).collect();
        let mut taken = Names::without(TAKEN);
        let modules = files.into_iter().map(|file| {
            let wanted = heck::AsLowerCamelCase(&all.files[file].path).to_string();
            let is_word = |name: &str| syntax::RESERVED.binary_search(&name).is_ok();
            let name = taken.free(&wanted, &is_word);
            taken.reserve(&name);
            (file, name)
        });
        Self {
            all,
            modules: modules.collect(),
            requests,
            told,
        }
    }

    fn has_messages(&self) -> bool {
        messages::any(self.all.graph.definitions)
    }

    fn imports(&self, page: &mut Page) {
        let asked = self.requests.iter().map(|it| self.all.file_of[it.index]);
        let asked: BTreeSet<usize> = asked.collect();
        for (file, name) in &self.modules {
            page.part(|l| {
                let import = if asked.contains(file) {
                    "import"
                } else {
                    "import type"
                };
                l.text(import).text(" * as ").text(name).text(" from ");
                syntax::string(l, &self.all.relative(NAME, &self.all.files[*file].path));
                l.text(";");
            });
        }
        if self.has_messages() {
            page.part(|l| {
                l.text("import type { Incoming } from \"")
                    .text(&self.all.relative(NAME, "buildamp"))
                    .text("\";");
            });
            for name in ["messages", "sse"] {
                page.part(|l| self.import_prelude(l, "import type", name, name));
            }
        }
        page.part(|l| self.import_prelude(l, "import type", "api", "client"));
        page.part(|l| self.import_prelude(l, "import", NAME, NAME));
    }

    fn import_prelude(&self, l: &mut Layout, import: &str, name: &str, file: &str) {
        l.text(import).text(" * as ").text(name);
        sse::from_prelude(l, self.all, file);
    }

    /// `comments.SubmitCommentReq`
    fn type_of(&self, index: usize) -> String {
        let module = &self.modules[&self.all.file_of[index]];
        format!("{module}.{}", self.all.names[index])
    }

    fn key(&self, l: &mut Layout, it: &Request) {
        l.text("/** The key of all queries of `")
            .text(it.path)
            .text("`, or of those with this in their input. */")
            .hard_line();
        functions::signature(
            l,
            [&it.name, "Key"],
            NONE,
            |list| {
                let l = list.item().text("input?: Partial<");
                l.text(&self.type_of(it.index)).text(">");
            },
            |l| {
                l.text("tanstack.Key");
            },
        );
        brackets::body(l, |l| {
            l.text("return tanstack.key");
            brackets::arguments(l, |list| {
                list.strings([it.path]);
                list.item().text("input");
            });
            l.text(";");
        });
    }

    fn query(&self, l: &mut Layout, it: &Request) {
        self.docs(l, it);
        let (input, answer) = (self.type_of(it.index), self.type_of(it.answer));
        functions::signature(
            l,
            [&it.name, "Query"],
            NONE,
            |list| {
                list.item().text("client: api.Client");
                list.item().text("input: ").text(&input);
            },
            |l| {
                l.text("tanstack.QueryOptions<").text(&answer).text(">");
            },
        );
        call(l, "return tanstack.query", |list| {
            list.item().text("client");
            list.strings([it.path]);
            list.item().text("input");
            list.item().text(&self.function_of(it));
        });
    }

    fn mutation(&self, l: &mut Layout, it: &Request) {
        self.docs(l, it);
        let (input, answer) = (self.type_of(it.index), self.type_of(it.answer));
        functions::signature(
            l,
            [&it.name, "Mutation"],
            NONE,
            |list| {
                list.item().text("client: api.Client");
                let l = list.item().text("options?: tanstack.Keyed<");
                l.text(&input).text(">");
            },
            |l| {
                l.text("tanstack.MutationOptions");
                brackets::angles(l, |list| {
                    list.item().text(&input);
                    list.item().text(&answer);
                });
            },
        );
        call(l, "return tanstack.mutation", |list| {
            list.item().text("client");
            list.strings([it.path]);
            list.item().text(&self.function_of(it));
            list.item().text("options");
        });
    }

    fn docs(&self, l: &mut Layout, it: &Request) {
        let definition = &self.all.graph.definitions[it.index];
        syntax::docs(l, &definition.docs, definition.deprecated.as_deref());
    }

    fn function_of(&self, it: &Request) -> String {
        let module = &self.modules[&self.all.file_of[it.index]];
        format!("{module}.{}", it.function)
    }

    /// The messages by their names, and what they carry.
    fn messages(&self, l: &mut Layout) {
        l.text("/** What each message carries, by the name of its type. */")
            .hard_line()
            .text("export interface Messages ");
        let own = self.told.iter();
        let own = own.map(|(index, name, _)| (name.clone(), self.type_of(*index)));
        let built_in = BUILT_IN.map(|[name, ty, _]| (name.to_owned(), ty.to_owned()));
        let members: Vec<_> = own.chain(built_in).collect();
        brackets::block(l, &members, |l, (name, ty)| {
            syntax::key(l, name);
            l.text(": ").text(ty);
        });
    }

    fn invalidate_on(&self, l: &mut Layout) {
        let message = self.told.first().map_or("Resync", |(_, name, _)| name);
        let keys = self.requests.iter().find(|it| it.is_query);
        let keys = keys.map_or("[\"key\"]".to_owned(), |it| format!("{}Key()", it.name));
        let lines = [
            "Has queries load anew when a message says that what they hold is out of date: what it gives back is to be",
            "given each message. A `Resync` has all of them do so, if it is not said which.",
            "",
            "```ts",
            "connect({",
            &format!("  onMessage: invalidateOn(queryClient, {{ {message}: [{keys}] }}),"),
            "});",
            "```",
        ];
        syntax::docs(l, &lines.map(str::to_owned), None);
        functions::signature(
            l,
            ["invalidateOn", ""],
            NONE,
            |list| {
                list.item().text("queryClient: tanstack.Cache");
                list.item().text("stale: tanstack.Stale<Messages>");
            },
            |l| {
                l.text("(message: Incoming) => void");
            },
        );
        brackets::body(l, |l| {
            l.text("return tanstack.invalidate(queryClient, stale, {")
                .indent(2, |l| {
                    let own = self.told.iter();
                    let own = own.map(|(_, name, on_the_wire)| (*on_the_wire, name.as_str()));
                    let built_in = BUILT_IN.map(|[name, _, on_the_wire]| (on_the_wire, name));
                    for (on_the_wire, name) in own.chain(built_in) {
                        l.hard_line();
                        syntax::key(l, on_the_wire);
                        client::property(l, ":", |l| syntax::string(l, name));
                    }
                });
            l.hard_line().text("});");
        });
    }
}

/// All requests, in the order of their modules.
fn requests<'a>(all: &'a All<'a>) -> Vec<Request<'a>> {
    let definitions = all.graph.definitions;
    let mut requests = Vec::new();
    for file in &all.files {
        let asked = file.members.iter().filter_map(|&index| {
            let route = definitions[index].route.as_ref()?;
            Some((index, all.answer(index)?, route))
        });
        let asked: Vec<_> = asked.collect();
        if asked.is_empty() {
            continue;
        }
        let module = Module::of(all, file);
        for (index, answer, route) in asked {
            let function = client::function(&module, &definitions[index]);
            requests.push(Request {
                index,
                answer,
                name: String::new(),
                function,
                path: &route.path,
                is_query: route.is_query,
            });
        }
    }
    let wanted = requests.iter().map(|it| {
        let beside = heck::AsUpperCamelCase(&it.function);
        let module = heck::AsLowerCamelCase(module_of(all, it.index));
        (it.function.clone(), format!("{module}{beside}"))
    });
    let names = told_apart(wanted.collect(), Names::default());
    for (request, name) in requests.iter_mut().zip(names) {
        request.name = name;
    }
    requests
}

/// All messages of the application by their index, with their names, and what they are on the wire.
fn told<'a>(all: &All<'a>) -> Vec<(usize, String, &'a str)> {
    let told: Vec<_> = messages::of(all.graph.definitions).collect();
    let wanted = told.iter().map(|&(index, _)| {
        let name = &all.names[index];
        let module = heck::AsUpperCamelCase(module_of(all, index));
        (name.to_string(), format!("{module}{name}"))
    });
    let built_in = Names::without(BUILT_IN.map(|[name, ..]| name));
    let names = told_apart(wanted.collect(), built_in);
    let told = told.into_iter().zip(names);
    told.map(|((index, on_the_wire), name)| (index, name, on_the_wire))
        .collect()
}

/// The last name of the module that a definition is in.
fn module_of<'a>(all: &All<'a>, index: usize) -> &'a str {
    let file = &all.graph.definitions[index].file;
    file.last().map_or("models", String::as_str)
}

/// Each its own name, or where several have that or it is taken the other one, which says where it is from.
fn told_apart(wanted: Vec<(String, String)>, mut taken: Names) -> Vec<String> {
    let mut bearers: BTreeMap<String, usize> = BTreeMap::new();
    for (own, _) in &wanted {
        *bearers.entry(own.clone()).or_default() += 1;
    }
    // Who is alone with its name has it, whatever comes before it.
    let alone = |own: &str, taken: &Names| bearers[own] == 1 && taken.is_free(own);
    let kept: Vec<bool> = wanted.iter().map(|(own, _)| alone(own, &taken)).collect();
    for ((own, _), _) in wanted.iter().zip(&kept).filter(|(_, kept)| **kept) {
        taken.reserve(own);
    }
    let each = wanted.into_iter().zip(kept);
    each.map(|((own, other), kept)| if kept { own } else { taken.take(&other) })
        .collect()
}

/// The body of a function that calls another.
fn call(l: &mut Layout, function: &str, arguments: impl FnOnce(&mut List)) {
    brackets::body(l, |l| {
        l.text(function);
        brackets::arguments(l, arguments);
        l.text(";");
    });
}
