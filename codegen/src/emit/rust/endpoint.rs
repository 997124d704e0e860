//! Requests: the trait of an endpoint, and the rules of its fields.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::{
    Bodies,
    tokens::{member, path as path_of, plain, unnamed, written},
};
use crate::model::{
    Body, ContextKey, Field, Given, InputForm, Item, Kind, RouteInput, RuledForm, Rules,
};

/// `impl Endpoint`.
pub(super) fn endpoint(item: &Item, path: &TokenStream, bodies: Bodies) -> TokenStream {
    let Some(route) = &item.options.route else {
        return TokenStream::new();
    };
    let answer = match (bodies, &route.answer) {
        (Bodies::Real, Some(answer)) => {
            let mut answering = item.clone();
            answering.ident = answer.clone();
            path_of(&answering)
        }
        (Bodies::Stub, _) | (_, None) => quote! { () },
    };
    let of_api = &route.path;
    let query = route.is_query.then(|| quote! { const QUERY: bool = true; });
    let inputs = route.inputs.iter().map(input);
    quote! {
        #[automatically_derived]
        impl ::buildamp::Endpoint for #path {
            type Response = #answer;
            const PATH: &'static str = #of_api;
            #query
            const INPUTS: &'static [::buildamp::endpoint::Input] = &[#(#inputs),*];
        }
    }
}

fn input(input: &RouteInput) -> TokenStream {
    let (key, aliases) = (
        input.key.as_str(),
        input.aliases.iter().map(ecow::EcoString::as_str),
    );
    let (form, given) = (form(&input.form), given(&input.given));
    quote! {
        ::buildamp::endpoint::Input { name: #key, aliases: &[#(#aliases),*], form: #form, given: #given }
    }
}

fn form(form: &InputForm) -> TokenStream {
    match form {
        InputForm::Json => quote! { ::buildamp::endpoint::Form::Json },
        InputForm::Text => quote! { ::buildamp::endpoint::Form::Text },
        InputForm::Number => quote! { ::buildamp::endpoint::Form::Number },
        InputForm::Bool => quote! { ::buildamp::endpoint::Form::Bool },
        InputForm::List(of) => {
            let of = self::form(of);
            quote! { ::buildamp::endpoint::Form::List(&#of) }
        }
    }
}

fn given(given: &Given) -> TokenStream {
    match given {
        Given::Always => quote! { ::buildamp::endpoint::Given::Always },
        Given::Maybe => quote! { ::buildamp::endpoint::Given::Maybe },
        Given::Default(json) => quote! { ::buildamp::endpoint::Given::Default(#json) },
        Given::Blank(json) => quote! { ::buildamp::endpoint::Given::Blank(#json) },
        Given::Injected { from, optional } => {
            let from = match from {
                ContextKey::UserId => quote! { UserId },
                ContextKey::Tenant => quote! { Tenant },
                ContextKey::CorrelationId => quote! { CorrelationId },
            };
            quote! {
                ::buildamp::endpoint::Given::Injected {
                    from: ::buildamp::endpoint::ContextKey::#from, optional: #optional
                }
            }
        }
    }
}

/// `impl Validate`, for a request and whatever has rules.
pub(super) fn validate(item: &Item, path: &TokenStream, bodies: Bodies) -> Option<TokenStream> {
    let Body::Struct(fields) = &item.body else {
        return None;
    };
    let fields = fields.list().iter();
    let looks: Vec<TokenStream> = fields.filter_map(|field| look(item, field)).collect();
    if item.kind != Kind::Api && looks.is_empty() {
        return None;
    }
    let looks = match bodies {
        Bodies::Real => looks,
        Bodies::Stub => Vec::new(),
    };
    Some(unnamed(&quote! {
        #[automatically_derived]
        impl ::buildamp::Validate for #path {
            fn validate_at(
                &mut self,
                __at: &::buildamp::Place<'_>,
                __errors: &mut ::std::vec::Vec<::buildamp::FieldError>,
            ) {
                #(#looks)*
            }
        }
    }))
}

/// What is looked at in a field.
fn look(item: &Item, field: &Field) -> Option<TokenStream> {
    let rules: &Rules = &field.rules;
    let member = member(field);
    // A newtype's JSON is that of its only field, and what is flattened has its keys among those of the whole.
    let at = if field.ident.parse::<usize>().is_ok() || field.serde.flatten {
        quote! { __at }
    } else {
        let key = key(item, field);
        quote! { &__at.field(#key) }
    };
    let within = rules.within.then(|| {
        quote! { ::buildamp::Validate::validate_at(&mut self.#member, #at, __errors); }
    });
    let own = rules.on.map(|on| {
        let checks = checks(rules, on.of);
        let required = required(rules, on.of);
        match (on.optional, rules.required) {
            (false, _) => quote! {
                let __value = &mut self.#member;
                #required { #checks }
            },
            (true, false) => quote! {
                if let ::core::option::Option::Some(__value) = &mut self.#member { #required { #checks } }
            },
            (true, true) => quote! {
                match &mut self.#member {
                    ::core::option::Option::Some(__value) => { #required { #checks } }
                    ::core::option::Option::None => {
                        ::buildamp::rules::required(false, __at, __errors);
                    }
                }
            },
        }
    });
    let own = own.map(|own| quote! { { let __at = #at; #own } });
    match (&own, &within) {
        (None, None) => None,
        _ => Some(quote! { #own #within }),
    }
}

/// The key that a client knows a field by.
fn key(item: &Item, field: &Field) -> String {
    let renamed = field.serde.rename.accepted.clone();
    let key = renamed.unwrap_or_else(|| {
        let rule = item.serde.rename_all.accepted.as_deref();
        crate::wire::key_of_field(plain(&field.ident), rule)
    });
    key.to_string()
}

/// What stands before the braces of what is looked at only where there is something.
fn required(rules: &Rules, of: RuledForm) -> TokenStream {
    let trim = rules
        .trim
        .then(|| quote! { ::buildamp::rules::trim(__value); });
    let there = match of {
        RuledForm::Text => quote! { !::core::convert::AsRef::<str>::as_ref(__value).is_empty() },
        RuledForm::Elements => quote! { !__value.is_empty() },
        RuledForm::Int(_) | RuledForm::NonZero(_) | RuledForm::Float | RuledForm::Other => {
            quote! { true }
        }
    };
    if rules.required {
        quote! { #trim if ::buildamp::rules::required(#there, __at, __errors) }
    } else {
        trim.unwrap_or_default()
    }
}

fn checks(rules: &Rules, of: RuledForm) -> TokenStream {
    let length = if of == RuledForm::Text {
        quote! { ::core::convert::AsRef::<str>::as_ref(__value).chars().count() }
    } else {
        quote! { __value.len() }
    };
    let text = quote! { ::core::convert::AsRef::<str>::as_ref(__value) };
    let min = rules.min_length.map(|min| {
        quote! { ::buildamp::rules::min_length(#length, #min, __at, __errors); }
    });
    let max = rules.max_length.map(|max| {
        quote! { ::buildamp::rules::max_length(#length, #max, __at, __errors); }
    });
    let range = rules.range.as_ref().map(|range| {
        let bound = |bound: Option<&String>| {
            let Some(number) = bound else {
                return quote! { ::core::option::Option::None };
            };
            let number = literal(number, of);
            quote! { ::core::option::Option::Some(#number) }
        };
        let (min, max) = (bound(range.min.as_ref()), bound(range.max.as_ref()));
        let value = if let RuledForm::NonZero(_) = of {
            quote! { __value.get() }
        } else {
            quote! { *__value }
        };
        quote! { ::buildamp::rules::range(#value, (#min, #max), __at, __errors); }
    });
    let pattern = rules.pattern.as_ref().map(|pattern| {
        quote! {
            static __PATTERN: ::buildamp::rules::Pattern = ::buildamp::rules::Pattern::new(#pattern);
            ::buildamp::rules::pattern(#text, &__PATTERN, __at, __errors);
        }
    });
    let email = rules
        .email
        .then(|| quote! { ::buildamp::rules::email(#text, __at, __errors); });
    let url = rules
        .url
        .then(|| quote! { ::buildamp::rules::url(#text, __at, __errors); });
    quote! { #min #max #range #pattern #email #url }
}

/// A number of the field's type.
fn literal(number: &str, of: RuledForm) -> TokenStream {
    match of {
        RuledForm::Float => match number.parse::<f64>() {
            Ok(number) => {
                let number = Literal::f64_unsuffixed(number);
                quote! { #number }
            }
            Err(_) => written(number),
        },
        _ => written(number),
    }
}
