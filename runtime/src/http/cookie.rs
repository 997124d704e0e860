//! The session's cookie: RFC 6265, <https://www.rfc-editor.org/rfc/rfc6265>.

use axum::http::{HeaderMap, header::COOKIE, request::Parts, uri::Scheme};
use cookie::{Cookie, SameSite, time};
use jiff::SignedDuration;

use crate::{
    SecureCookie,
    session::{CookieChange, Token},
};

/// Of that many cookies of the same name, which sites of the same domain can add, each is looked up.
const MOST: usize = 4;

/// What the cookies of this name hold, where it has the form of a token.
pub(super) fn tokens(headers: &HeaderMap, name: &str) -> Vec<Token> {
    let texts = headers.get_all(COOKIE).iter();
    let texts = texts.filter_map(|value| value.to_str().ok());
    texts
        .flat_map(Cookie::split_parse)
        .flatten()
        .filter(|cookie| cookie.name() == name)
        .filter_map(|cookie| Token::parse(cookie.value()))
        .take(MOST)
        .collect()
}

/// The `Set-Cookie` header of a change.
pub(super) fn write(
    name: &str,
    change: &CookieChange,
    lives: SignedDuration,
    is_secure: bool,
) -> String {
    let (value, seconds) = match change {
        // Rounded up: what the database lets go first is only looked for in vain.
        CookieChange::Set(token) => {
            let seconds = lives.as_secs() + i64::from(lives.subsec_nanos() > 0);
            (token.as_str(), seconds.max(0))
        }
        CookieChange::Clear => ("", 0),
    };
    Cookie::build((name, value))
        .path("/")
        .max_age(time::Duration::seconds(seconds))
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(is_secure)
        .to_string()
}

/// Whether browsers are to send the cookie over HTTPS alone.
pub(super) fn is_secure(secure: SecureCookie, parts: &Parts) -> bool {
    let forwarded = || {
        let proto = parts.headers.get("x-forwarded-proto")?.to_str().ok()?;
        // Of several proxies the first one spoke with the browser.
        Some(
            proto
                .split(',')
                .next()?
                .trim()
                .eq_ignore_ascii_case("https"),
        )
    };
    match secure {
        SecureCookie::Always => true,
        SecureCookie::Auto => {
            parts.uri.scheme() == Some(&Scheme::HTTPS) || forwarded().unwrap_or(false)
        }
    }
}
