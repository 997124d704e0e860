use anyhow::Context as _;
use buildamp::{FieldError, Problem, Session, Tx};
use uuid::Uuid;

use crate::{
    Cx,
    database::people::{self, Person},
    models::{
        api::people::{SignInReq, SignInRes, SignOutReq, SignOutRes, SignUpReq, SignUpRes},
        events::email::SendWelcomeEmail,
        session::AppSession,
    },
    welcome,
};

/// Stores a person, emits their welcome mail and signs them in: all of it, or nothing.
///
/// # Errors
/// The database's, and a problem where somebody has the address.
pub async fn sign_up(
    SignUpReq { name, email }: SignUpReq,
    cx: &Cx,
    tx: &mut Tx<'_>,
) -> anyhow::Result<SignUpRes> {
    let person = Person {
        id: Uuid::now_v7(),
        name: name.clone(),
        email: email.clone(),
        signed_up_at: cx.now(),
        correlation_id: cx.correlation_id().context("each request has one")?,
    };
    if !people::insert(tx, &person).await? {
        let taken = Problem::new(409, "somebody has signed up with this address");
        return Err(taken.field(FieldError::new("email", "taken")).into());
    }
    let event = SendWelcomeEmail { name, email }.emit(tx).await?;
    enter(&cx.session()?, &person, tx).await?;
    let welcome = welcome::queued(person, event);
    Ok(SignUpRes { welcome })
}

/// Signs in whoever has this address.
///
/// # Errors
/// The database's, and a problem where nobody has.
pub async fn sign_in(
    SignInReq { email }: SignInReq,
    cx: &Cx,
    tx: &mut Tx<'_>,
) -> anyhow::Result<SignInRes> {
    let Some(person) = people::find_by_email(tx, &email).await? else {
        let unknown = Problem::new(404, "nobody has signed up with this address");
        return Err(unknown.field(FieldError::new("email", "unknown")).into());
    };
    enter(&cx.session()?, &person, tx).await?;
    Ok(SignInRes { name: person.name })
}

/// Ends the session.
///
/// # Errors
/// The database's.
pub async fn sign_out(
    SignOutReq {}: SignOutReq,
    cx: &Cx,
    tx: &mut Tx<'_>,
) -> buildamp::Result<SignOutRes> {
    cx.session()?.sign_out_in(tx).await?;
    Ok(SignOutRes {})
}

/// The browser gets another token, so that whoever knew the old one is not signed in with it.
async fn enter(session: &Session, person: &Person, tx: &mut Tx<'_>) -> buildamp::Result<()> {
    let id = person.id;
    session
        .update_in(tx, move |own: &mut AppSession| own.user_id = Some(id))
        .await?;
    session.sign_in_in(tx, id).await
}
