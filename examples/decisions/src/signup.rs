//! `POST /signup`.

use std::collections::BTreeMap;

use anyhow::Context as _;
use axum::{Json, extract::rejection::JsonRejection, http::StatusCode};
use buildamp::Session;
use uuid::Uuid;

use crate::{
    Cx,
    models::{
        events::email::SendWelcomeEmail,
        people::{SignUp, Welcome},
        problem::{FieldCode, FieldError},
        session::AppSession,
    },
    people::{self, Person},
    problem::Refusal,
    welcome,
};

/// The most characters of a name.
const NAME: u32 = 100;
/// The most of an address: no mail server takes a longer one (RFC 5321).
const EMAIL: u32 = 254;

/// Stores a person, emits their welcome mail and remembers them in the session: all of it, or nothing.
pub async fn sign_up(
    cx: Cx,
    session: Session,
    body: Result<Json<SignUp>, JsonRejection>,
) -> Result<(StatusCode, Json<Welcome>), Refusal> {
    let SignUp { name, email } = checked(body?.0)?;
    let person = Person {
        id: Uuid::now_v7(),
        name: name.clone(),
        email: email.clone(),
        signed_up_at: cx.now(),
        correlation_id: cx.correlation_id().context("each request has one")?,
    };
    let user_id = Some(person.id);

    let mut tx = cx.begin().await?;
    people::insert(&mut tx, &person).await?;
    SendWelcomeEmail { name, email }.emit(&mut tx).await?;
    session
        .update_in(&mut tx, move |session: &mut AppSession| {
            session.user_id = user_id
        })
        .await?;
    tx.commit().await?;

    Ok((StatusCode::CREATED, Json(welcome::of(&cx, person).await?)))
}

/// The same without the spaces around it, or all that is wrong with it.
fn checked(SignUp { name, email }: SignUp) -> Result<SignUp, Refusal> {
    let (name, email) = (name.trim().to_owned(), email.trim().to_owned());
    let problems = [
        ("name", length_problem(&name, NAME)),
        ("email", email_problem(&email)),
    ];
    let errors: Vec<FieldError> = problems
        .into_iter()
        .filter_map(|(field, problem)| {
            let (code, params) = problem?;
            let field = field.to_owned();
            Some(FieldError {
                field,
                code,
                params,
            })
        })
        .collect();
    if errors.is_empty() {
        Ok(SignUp { name, email })
    } else {
        Err(Refusal::Invalid(errors))
    }
}

type FieldProblem = (FieldCode, BTreeMap<String, u32>);

/// Only a mail that arrives proves an address. This finds what was mistyped.
fn email_problem(email: &str) -> Option<FieldProblem> {
    let is_address = email.split_once('@').is_some_and(|(local, domain)| {
        !local.is_empty()
            && domain.split('.').count() > 1
            && domain.split('.').all(|label| !label.is_empty())
            && !email.contains(|c: char| c.is_whitespace() || c.is_control())
            && !domain.contains('@')
    });
    length_problem(email, EMAIL)
        .or_else(|| (!is_address).then(|| (FieldCode::Email, BTreeMap::new())))
}

fn length_problem(text: &str, max: u32) -> Option<FieldProblem> {
    match text.chars().count() {
        0 => Some((FieldCode::Required, BTreeMap::new())),
        length if length > max as usize => Some((
            FieldCode::TooLong,
            BTreeMap::from([("max".to_owned(), max)]),
        )),
        _ => None,
    }
}
