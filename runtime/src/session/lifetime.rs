//! How a session begins, is found again, and how long it is good.

use jiff::Timestamp;
use uuid::Builder;

use super::Token;
use crate::{
    Config, Result,
    core::Core,
    retry,
    store::{NewSession, StoredSession},
};

/// Stores a new session; answers with the token for its cookie.
pub(crate) async fn begin(core: &Core, tenant: &str) -> Result<(Token, StoredSession)> {
    let token = Token::new();
    let now = core.now();
    let session = NewSession {
        id: Builder::from_random_bytes(rand::random())
            .into_uuid()
            .to_string(),
        tenant: tenant.to_owned(),
        token_hash: token.hash(),
        now,
        expires_at: expiry(&core.config, now, now),
    };
    let stored = StoredSession {
        id: session.id.clone(),
        actor: None,
        data: None,
        created_at: now,
        renewed_at: now,
        expires_at: session.expires_at,
    };
    core.store().await?.sessions().create(session).await?;
    Ok((token, stored))
}

/// Finds the session of a token, and lets it live on: it was used.
pub(crate) async fn find(
    core: &Core,
    tenant: &str,
    token: &Token,
) -> Result<Option<StoredSession>> {
    let store = core.store().await?;
    let now = core.now();
    let found = store.sessions().find(tenant, &token.hash(), now).await?;
    let Some(mut session) = found else {
        return Ok(None);
    };
    if let Some(expires_at) = renewal(&core.config, &session, now) {
        store
            .sessions()
            .renew(tenant, &session.id, now, expires_at)
            .await?;
        (session.renewed_at, session.expires_at) = (now, expires_at);
    }
    Ok(Some(session))
}

/// When a session expires that is used now.
fn expiry(config: &Config, created_at: Timestamp, now: Timestamp) -> Timestamp {
    retry::later(now, config.session.idle).min(retry::later(created_at, config.session.max_age))
}

/// The time to write down, where that is worth a write: a tenth of `idle` has passed since the last, and it is a later
/// one.
fn renewal(config: &Config, session: &StoredSession, now: Timestamp) -> Option<Timestamp> {
    let expires_at = expiry(config, session.created_at, now);
    let is_worth_it = now >= retry::later(session.renewed_at, config.session.idle / 10);
    (is_worth_it && expires_at > session.expires_at).then_some(expires_at)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    #[cfg(feature = "sqlite")]
    use crate::{Session, context::Scope, session::CookieChange};

    const START: Timestamp = Timestamp::constant(1_767_225_600, 0);
    const DAY: Duration = Duration::from_hours(24);

    #[test]
    fn h14_use_moves_the_expiry_but_never_beyond_the_end() {
        let config = Config::default();
        let later = |wait| retry::later(START, wait);
        let mut session = StoredSession {
            id: "a".to_owned(),
            actor: None,
            data: None,
            created_at: START,
            renewed_at: START,
            expires_at: expiry(&config, START, START),
        };
        assert_eq!(session.expires_at, later(14 * DAY));
        // Written down once a tenth of the 14 days has passed.
        assert_eq!(renewal(&config, &session, later(DAY)), None);
        let moved = renewal(&config, &session, later(2 * DAY));
        assert_eq!(moved, Some(later(16 * DAY)));
        (session.renewed_at, session.expires_at) = (later(80 * DAY), later(90 * DAY));
        assert_eq!(renewal(&config, &session, later(89 * DAY)), None);
        session.expires_at = later(89 * DAY);
        let last = renewal(&config, &session, later(88 * DAY));
        assert_eq!(last, Some(later(90 * DAY)), "max_age");
    }

    #[cfg(feature = "sqlite")]
    #[tokio::test]
    async fn h14_the_file_holds_the_token_nowhere() {
        let folder = tempfile::TempDir::new().unwrap();
        let mut config = Config::default();
        config.store.url = format!("sqlite:{}", folder.path().join("app.db").display());
        let clock = std::sync::Arc::new(crate::ManualClock::at(START));
        let core = Core::new(
            config,
            clock.clone(),
            crate::core::Setting::Live,
            &[],
            Vec::new(),
            None,
        );
        let (token, begun) = begin(&core, "default").await.unwrap();
        let scope = Scope {
            session_id: Some(begun.id.clone()),
            jar: Some(std::sync::Arc::default()),
            ..Scope::default()
        };
        let mut ended = core.ended.subscribe();
        let session = Session::of(&core, &scope, None).unwrap();
        session.sign_in("ada").await.unwrap();
        assert_eq!(ended.recv().await.unwrap(), begun.id);
        assert!(find(&core, "default", &token).await.unwrap().is_none());
        let change = scope.jar.as_ref().unwrap().take();
        let Some(CookieChange::Set(second)) = change else {
            panic!("{change:?}")
        };
        clock.advance(2 * DAY);
        let found = find(&core, "default", &second).await.unwrap().unwrap();
        assert_eq!(found.actor.as_deref(), Some("ada"));
        let renewed = find(&core, "default", &second).await.unwrap().unwrap();
        assert_eq!(renewed.expires_at, retry::later(START, 16 * DAY));

        let mut bytes = Vec::new();
        for file in std::fs::read_dir(folder.path()).unwrap() {
            bytes.extend(std::fs::read(file.unwrap().path()).unwrap());
        }
        let holds = |text: &str| {
            bytes
                .windows(text.len())
                .any(|part| part == text.as_bytes())
        };
        assert!(holds(&token.hash()) && holds(&second.hash()) && holds(&begun.id));
        assert!(!holds(token.as_str()) && !holds(second.as_str()));

        session.sign_out().await.unwrap();
        assert_eq!(ended.recv().await.unwrap(), begun.id);
        let change = scope.jar.as_ref().unwrap().take();
        assert_eq!(change, Some(CookieChange::Clear));
        assert!(find(&core, "default", &second).await.unwrap().is_none());
    }
}
