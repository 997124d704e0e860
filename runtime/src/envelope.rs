//! The event as it is stored and shown: CloudEvents 1.0 with the extensions that a chain of events needs.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::value::RawValue;

use crate::{CorrelationId, Event, EventId, EventSource, PayloadError, secret, upcast};

/// An event with everything that is known of it besides its data.
///
/// Its JSON is a CloudEvents 1.0 structured event: <https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md>.
#[derive(Clone, Serialize, Deserialize)]
pub struct Envelope {
    /// Always `1.0`.
    pub specversion: SpecVersion,
    /// Who it is.
    pub id: EventId,
    /// Where it comes from, a URI reference: `/buildamp/<application>`, or with what it comes from behind that,
    /// `/buildamp/<application>/cron`; see [`event_source`](Self::event_source).
    pub source: String,
    /// The durable name of its type.
    #[serde(rename = "type")]
    pub event_type: String,
    /// The version of its data's shape.
    #[serde(rename = "dataversion")]
    pub schema_version: u32,
    /// What it is about, `<entity>/<id>`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// When it was emitted.
    pub time: Timestamp,
    /// To whom it belongs.
    pub tenant: String,
    /// Who set it off.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actor: Option<String>,
    /// The login session that it stems from.
    #[serde(rename = "sessionid", default, skip_serializing_if = "Option::is_none")]
    pub session_id: Option<String>,
    /// What ties it to the others of its chain.
    #[serde(rename = "correlationid")]
    pub correlation_id: CorrelationId,
    /// The event whose handler emitted it.
    #[serde(
        rename = "causationid",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub causation_id: Option<EventId>,
    /// W3C Trace Context: <https://www.w3.org/TR/trace-context/#traceparent-header>.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub traceparent: Option<String>,
    /// What is delivered in order among itself; the subject unless said otherwise.
    #[serde(
        rename = "partitionkey",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub partition_key: Option<String>,
    /// When its data was erased; it is `null` since.
    #[serde(rename = "erasedat", default, skip_serializing_if = "Option::is_none")]
    pub erased_at: Option<Timestamp>,
    /// The event itself, exactly as it was serialised.
    pub data: Box<RawValue>,
}

/// `1.0`, the only version of CloudEvents that there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum SpecVersion {
    /// <https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md>.
    #[default]
    #[serde(rename = "1.0")]
    V1,
}

impl Envelope {
    /// An event that was never stored, for tests and for ways out of your own: a chain of its own, of the tenant and
    /// source that an application has unless it says otherwise.
    ///
    /// # Errors
    /// The event cannot be serialised.
    pub fn from_event<E: Event>(
        event: &E,
        id: EventId,
        time: Timestamp,
    ) -> Result<Self, serde_json::Error> {
        let subject = event.subject();
        Ok(Self {
            specversion: SpecVersion::V1,
            id,
            source: EventSource::Internal.uri("app"),
            event_type: E::TYPE.to_owned(),
            schema_version: E::VERSION,
            partition_key: subject.clone(),
            subject,
            time,
            tenant: "default".to_owned(),
            actor: None,
            session_id: None,
            correlation_id: id.into(),
            causation_id: None,
            traceparent: None,
            erased_at: None,
            data: serde_json::value::to_raw_value(event)?,
        })
    }

    /// What it comes from, as its source says; `None` when that is a URI of somebody else's making.
    #[must_use]
    pub fn event_source(&self) -> Option<EventSource> {
        EventSource::of(&self.source)
    }

    /// The event itself, as the type of this build: what an older version stored goes through the type's upcaster.
    ///
    /// # Errors
    /// It is another event, of a newer version, or not of the type's shape; its data was erased; or the upcaster refuses it.
    pub fn payload_as<E: Event>(&self) -> Result<E, PayloadError> {
        let data = upcast::current::<E>(self)?;
        serde_json::from_str(&data).map_err(|source| PayloadError::Shape {
            event_type: E::TYPE,
            source: secret::untold::<E>(source),
        })
    }

    /// The data as it is stored, in whatever version, as any type.
    ///
    /// # Errors
    /// The data is not of that shape.
    pub fn payload<T: DeserializeOwned>(&self) -> Result<T, serde_json::Error> {
        serde_json::from_str(self.data.get())
    }
}

impl PartialEq for Envelope {
    fn eq(&self, other: &Self) -> bool {
        let parts = |e: &Self| {
            (
                (
                    e.id,
                    e.source.clone(),
                    e.event_type.clone(),
                    e.schema_version,
                    e.subject.clone(),
                    e.time,
                ),
                (
                    e.tenant.clone(),
                    e.actor.clone(),
                    e.session_id.clone(),
                    e.correlation_id,
                    e.causation_id,
                ),
                (
                    e.traceparent.clone(),
                    e.partition_key.clone(),
                    e.erased_at,
                    e.data.get().to_owned(),
                ),
            )
        };
        parts(self) == parts(other)
    }
}

/// Leaves out the session and the data: what a log may show.
impl fmt::Debug for Envelope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Envelope")
            .field("id", &self.id)
            .field("source", &self.source)
            .field("type", &self.event_type)
            .field("schema_version", &self.schema_version)
            .field("subject", &self.subject)
            .field("time", &self.time)
            .field("tenant", &self.tenant)
            .field("actor", &self.actor)
            .field(
                "session_id",
                &self.session_id.as_ref().map(|_| "[redacted]"),
            )
            .field("correlation_id", &self.correlation_id)
            .field("causation_id", &self.causation_id)
            .field("traceparent", &self.traceparent)
            .field("partition_key", &self.partition_key)
            .field("erased_at", &self.erased_at)
            .field("data", &format_args!("[{} bytes]", self.data.get().len()))
            .finish_non_exhaustive()
    }
}
