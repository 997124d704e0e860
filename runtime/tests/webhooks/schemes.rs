//! What is signed is accepted, and nothing else is; whatever comes, nothing panics.

use std::time::Duration;

use buildamp_runtime::{
    Timestamp,
    webhook::{MAX_BODY, Rejection, Request, Scheme, TOLERANCE, sign, verify},
};
use proptest::prelude::*;

const NOW: i64 = 1_700_000_000;
const SECRETS: [(Scheme, &str, &str); 7] = [
    (
        Scheme::Standard,
        "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD",
        "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD",
    ),
    (
        Scheme::Standard,
        "C2FVsBQIhrscChlQIMV+b5sSYspob7oD",
        "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD",
    ),
    (
        Scheme::Standard,
        "whsk_nqIaxSDCppFibksuxJZYgHp2+69ePjZA6Hqu7JF1cn4LZgKEnW6AFs3nRlHMR+jOdTws80xKMk+lIQjth51Z+Q==",
        "whpk_C2YChJ1ugBbN50ZRzEfoznU8LPNMSjJPpSEI7YedWfk=",
    ),
    (Scheme::Stripe, "whsec_test_secret", "whsec_test_secret"),
    (
        Scheme::Github,
        "It's a Secret to Everybody",
        "It's a Secret to Everybody",
    ),
    (
        Scheme::Slack,
        "8f742231b10e8888abcd99yyyzzz85a5",
        "8f742231b10e8888abcd99yyyzzz85a5",
    ),
    (Scheme::Shopify, "hush", "hush"),
];

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(seconds).unwrap()
}

fn judge(
    scheme: Scheme,
    secrets: &[String],
    headers: &[(&'static str, String)],
    body: &[u8],
    now: i64,
) -> Result<Vec<String>, Rejection> {
    let headers: Vec<(&str, &[u8])> = headers
        .iter()
        .map(|(name, value)| (*name, value.as_bytes()))
        .collect();
    verify(
        scheme,
        &Request::new(&headers, body, secrets, at(now)),
        TOLERANCE,
        MAX_BODY,
    )
}

proptest! {
    /// Whatever the body, in whatever place the good secret stands.
    #[test]
    fn h10_what_is_signed_is_accepted(body: Vec<u8>, which in 0..SECRETS.len(), others in 0..3_usize, late in -300..=300_i64) {
        let (scheme, secret, check) = SECRETS[which];
        let headers = sign(scheme, secret, Some("msg_1"), at(NOW), &body).unwrap();
        let other = if scheme == Scheme::Standard { "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw" } else { "another" };
        let mut secrets = vec![other.to_owned(); others];
        secrets.push(check.to_owned());
        prop_assert!(judge(scheme, &secrets, &headers, &body, NOW + late).is_ok());
        let wrong = judge(scheme, &[other.to_owned()], &headers, &body, NOW);
        prop_assert_eq!(wrong, Err(Rejection::NoMatchingSignature));
    }

    /// One bit of the body, and it is another one.
    #[test]
    fn h10_what_was_changed_is_refused(mut body in prop::collection::vec(any::<u8>(), 1..200), at_byte: prop::sample::Index, bit in 0..8_u8, which in 0..SECRETS.len()) {
        let (scheme, secret, check) = SECRETS[which];
        let headers = sign(scheme, secret, Some("msg_1"), at(NOW), &body).unwrap();
        let changed = at_byte.index(body.len());
        body[changed] ^= 1 << bit;
        let judged = judge(scheme, &[check.to_owned()], &headers, &body, NOW);
        prop_assert_eq!(judged, Err(Rejection::NoMatchingSignature));
    }

    /// Headers of any bytes, and signatures that nearly have the form.
    #[test]
    fn h10_whatever_comes_is_refused_without_a_panic(
        values in prop::collection::vec(prop_oneof![any::<Vec<u8>>(), "(t=|v1=|v1,|v1a,|v0=|sha256=|,|=| |[0-9a-f]{2}|-?[0-9]{1,20}|[A-Za-z0-9+/=]{4}){0,30}".prop_map(String::into_bytes)], 12),
        body: Vec<u8>,
        now in prop_oneof![Just(0), any::<i32>().prop_map(i64::from)],
        secret in ".{0,40}|(whsec_|whpk_|whsk_)[A-Za-z0-9+/]{0,88}={0,2}",
    ) {
        let names = [
            "webhook-id", "webhook-timestamp", "webhook-signature", "Stripe-Signature", "X-Hub-Signature-256", "X-GitHub-Delivery",
            "X-Slack-Signature", "X-Slack-Request-Timestamp", "X-Shopify-Hmac-SHA256", "X-Shopify-Event-Id", "X-Shopify-Webhook-Id", "other",
        ];
        let headers: Vec<(&str, &[u8])> = names.into_iter().zip(values.iter().map(Vec::as_slice)).collect();
        for scheme in Scheme::ALL {
            let secrets = [secret.clone()];
            let request = Request::new(&headers, &body, &secrets, at(now));
            prop_assert!(verify(scheme, &request, Duration::MAX, 100).is_err());
        }
    }
}

const BODY: &[u8] = b"{}";

fn good(scheme: Scheme, secret: &str) -> (Vec<(&'static str, String)>, Vec<String>) {
    let headers = sign(scheme, secret, Some("msg_1"), at(NOW), BODY).unwrap();
    (headers, vec![secret.to_owned()])
}

#[test]
fn h10_what_stripe_signs_is_read_within_bounds() {
    let (headers, secrets) = good(Scheme::Stripe, "whsec_test_secret");
    let mac = headers[0].1.split_once("v1=").unwrap().1.to_owned();
    let judge = |value: String| {
        judge(
            Scheme::Stripe,
            &secrets,
            &[("stripe-signature", value)],
            BODY,
            NOW,
        )
    };
    let others = |count: usize| vec![format!("v1={}", "0".repeat(64)); count].join(",");
    assert!(judge(format!("t={NOW},{},v1={mac}", others(15))).is_ok());
    assert_eq!(
        judge(format!("t={NOW},{},v1={mac}", others(16))),
        Err(Rejection::MalformedHeader)
    );
    assert!(
        judge(format!("v1={mac},t={NOW},v0=x,other=")).is_ok(),
        "in any order, beside what is for others"
    );
    assert_eq!(judge(format!("v1={mac}")), Err(Rejection::MalformedHeader));
    assert_eq!(
        judge(format!("t={NOW}")),
        Err(Rejection::NoMatchingSignature)
    );
    assert_eq!(
        judge(format!("t=+{NOW},v1={mac}")),
        Err(Rejection::InvalidTimestamp)
    );
    assert_eq!(
        judge(format!("t=0{NOW},v1={mac}")),
        Err(Rejection::InvalidTimestamp)
    );
    assert_eq!(
        judge(format!("t=,v1={mac}")),
        Err(Rejection::InvalidTimestamp)
    );
    assert_eq!(judge(String::new()), Err(Rejection::MalformedHeader));
}

const STANDARD: &str = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";

#[test]
fn h10_what_standard_webhooks_sign_is_read_within_bounds() {
    let (headers, secrets) = good(Scheme::Standard, STANDARD);
    let judge = |id: &str, signature: &str| {
        let headers = [
            ("webhook-id", id.to_owned()),
            ("webhook-timestamp", NOW.to_string()),
            ("webhook-signature", signature.to_owned()),
        ];
        judge(Scheme::Standard, &secrets, &headers, BODY, NOW)
    };
    let signature = &headers[2].1;
    assert_eq!(judge("msg_1", signature), Ok(vec!["id:msg_1".to_owned()]));
    assert_eq!(
        judge("msg_1", &format!("  {signature}  ")),
        Ok(vec!["id:msg_1".to_owned()])
    );
    assert_eq!(
        judge("msg_1", &["v1,AAAA"; 16].join(" ")),
        Err(Rejection::NoMatchingSignature)
    );
    assert_eq!(
        judge("msg_1", &["v1,AAAA"; 17].join(" ")),
        Err(Rejection::MalformedHeader)
    );
    assert_eq!(judge("msg_1", "garbage"), Err(Rejection::MalformedHeader));
    assert_eq!(
        judge(&"m".repeat(256), signature),
        Err(Rejection::NoMatchingSignature)
    );
    assert_eq!(judge("", signature), Err(Rejection::MalformedHeader));
    assert_eq!(judge("msg 1", signature), Err(Rejection::MalformedHeader));
}

#[test]
fn h10_a_secret_that_is_none_is_told_of() {
    let (headers, secrets) = good(Scheme::Standard, STANDARD);
    assert_eq!(
        judge(Scheme::Standard, &[], &headers, BODY, NOW),
        Err(Rejection::EmptySecret)
    );
    for (secret, why) in [
        ("", Rejection::EmptySecret),
        (" ", Rejection::EmptySecret),
        ("whsec_", Rejection::EmptySecret),
        ("whsec_no base64", Rejection::InvalidSecret),
        ("whpk_C2YChJ1ugBbN50ZRzEfo", Rejection::InvalidSecret),
        ("whsk_C2YChJ1ugBbN50ZRzEfo", Rejection::InvalidSecret),
    ] {
        let also = [secrets[0].clone(), secret.to_owned()];
        assert_eq!(
            judge(Scheme::Standard, &also, &headers, BODY, NOW),
            Err(why),
            "{secret:?}"
        );
    }
    let public = "whpk_C2YChJ1ugBbN50ZRzEfoznU8LPNMSjJPpSEI7YedWfk=";
    let signed = sign(Scheme::Standard, public, None, at(NOW), BODY);
    assert_eq!(
        signed,
        Err(Rejection::InvalidSecret),
        "whoever can only verify cannot sign"
    );

    let request = Request::new(&[], &[0; 101], &secrets, at(NOW));
    assert_eq!(
        verify(Scheme::Standard, &request, TOLERANCE, 100),
        Err(Rejection::BodyTooLarge)
    );
    let shown = format!("{request:?}");
    assert!(
        !shown.contains("whsec") && shown.contains("101 bytes"),
        "{shown}"
    );
}
