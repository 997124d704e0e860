//! The metrics as Prometheus scrapes them.

use std::{
    collections::HashMap,
    fmt,
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};

use prometheus_client::{
    encoding::prometheus_text::encode,
    metrics::{counter::Counter, family::Family, gauge::Gauge, histogram::Histogram},
    registry::{Registry, Unit},
};

use super::{EventQueue, Metrics, Processed};

/// So many pairs of source and type have series of their own. Neither has an end where other languages emit, so the rest
/// are counted together.
const MOST: usize = 1_000;
/// The source and the type of the rest.
const OTHER: &str = "other";

/// In seconds: from handlers quicker than a commit to those of minutes.
const TOOK: [f64; 14] = [
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0, 60.0, 600.0,
];
/// In seconds: from a wake-up to a backlog of a day.
const LAG: [f64; 14] = [
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0, 30.0, 300.0, 3_600.0, 86_400.0,
];

type Labels<const N: usize> = [(&'static str, Arc<str>); N];
type Histograms = Family<Labels<2>, Histogram>;

pub(super) struct Prometheus {
    registry: Registry,
    published: Family<Labels<2>, Counter>,
    dropped: Family<Labels<2>, Counter>,
    processed: Family<Labels<3>, Counter>,
    took: Histograms,
    lag: Histograms,
    active: Gauge,
    /// These have no value while the store cannot be asked.
    size: Family<Labels<0>, Gauge>,
    dead: Family<Labels<0>, Gauge>,
    oldest: Family<Labels<0>, Gauge<f64, std::sync::atomic::AtomicU64>>,
    /// By source and type, so that counting looks nothing up by its labels.
    series: RwLock<HashMap<String, HashMap<String, Arc<Series>>>>,
    statuses: [Arc<str>; Processed::ALL.len()],
}

/// What is counted for events of one source and type.
struct Series {
    published: Counter,
    dropped: Counter,
    /// In the order of [`Processed::ALL`].
    processed: [Counter; Processed::ALL.len()],
    took: Histogram,
    lag: Histogram,
}

impl Prometheus {
    pub(super) fn new(namespace: &str) -> Self {
        let mut this = Self {
            registry: Registry::with_prefix(namespace),
            published: Family::default(),
            dropped: Family::default(),
            processed: Family::default(),
            took: Family::new_with_constructor(|| Histogram::new(TOOK)),
            lag: Family::new_with_constructor(|| Histogram::new(LAG)),
            active: Gauge::default(),
            size: Family::default(),
            dead: Family::default(),
            oldest: Family::default(),
            series: RwLock::default(),
            statuses: Processed::ALL.map(|status| status.name().into()),
        };
        this.register();
        this
    }

    fn register(&mut self) {
        let registry = &mut self.registry;
        registry.register(
            "events_published",
            "Events that this process emitted, and whose transaction committed",
            self.published.clone(),
        );
        registry.register(
            "events_dropped",
            "Events of this process that were dropped because there was no room for them",
            self.dropped.clone(),
        );
        registry.register(
            "events_processed",
            "Attempts of this process at deliveries, by how they ended",
            self.processed.clone(),
        );
        registry.register_with_unit(
            "event_processing_duration",
            "How long attempts took",
            Unit::Seconds,
            self.took.clone(),
        );
        registry.register(
            "event_queue_size",
            "Deliveries that wait for their time or for a worker, of all processes",
            self.size.clone(),
        );
        registry.register(
            "workers_active",
            "Handlers that run in this process",
            self.active.clone(),
        );
        registry.register_with_unit(
            "delivery_lag",
            "How long after their time first attempts began",
            Unit::Seconds,
            self.lag.clone(),
        );
        registry.register(
            "deliveries_dead",
            "Deliveries that were given up, of all processes",
            self.dead.clone(),
        );
        registry.register_with_unit(
            "oldest_pending_age",
            "For how long the delivery that has been due for longest has been, of all processes",
            Unit::Seconds,
            self.oldest.clone(),
        );
    }

    /// Has these events appear before there are any.
    pub(super) fn expect(&self, source: &str, event_type: &str) {
        self.series(source, event_type);
    }

    /// Nothing is known of the queue at present.
    pub(super) fn forget_queue(&self) {
        self.size.clear();
        self.dead.clear();
        self.oldest.clear();
    }

    pub(super) fn text(&self) -> String {
        let mut text = String::new();
        // Writing into a text cannot fail.
        let _ = encode(&mut text, &self.registry);
        text
    }

    fn series(&self, source: &str, event_type: &str) -> Arc<Series> {
        let known = self.series.read().unwrap_or_else(PoisonError::into_inner);
        let found = known.get(source).and_then(|of| of.get(event_type));
        if let Some(series) = found {
            return Arc::clone(series);
        }
        let count: usize = known.values().map(HashMap::len).sum();
        drop(known);
        if count >= MOST && (source, event_type) != (OTHER, OTHER) {
            return self.series(OTHER, OTHER);
        }
        let mut known = self.series.write().unwrap_or_else(PoisonError::into_inner);
        let of_source = known.entry(source.to_owned()).or_default();
        let made = || Arc::new(self.made(source, event_type));
        Arc::clone(of_source.entry(event_type.to_owned()).or_insert_with(made))
    }

    fn made(&self, source: &str, event_type: &str) -> Series {
        let (source, event_type): (Arc<str>, Arc<str>) = (source.into(), event_type.into());
        let labels = [("source", source), ("type", event_type)];
        let with = |status: &Arc<str>| {
            let [source, event_type] = labels.clone();
            [source, event_type, ("status", Arc::clone(status))]
        };
        Series {
            published: self.published.get_or_create_owned(&labels),
            dropped: self.dropped.get_or_create_owned(&labels),
            processed: self
                .statuses
                .each_ref()
                .map(|status| self.processed.get_or_create_owned(&with(status))),
            took: self.took.get_or_create_owned(&labels),
            lag: self.lag.get_or_create_owned(&labels),
        }
    }
}

impl Metrics for Prometheus {
    fn record_event_published(&self, source: &str, event_type: &str, count: u64) {
        self.series(source, event_type).published.inc_by(count);
    }

    fn record_event_dropped(&self, source: &str, event_type: &str, count: u64) {
        self.series(source, event_type).dropped.inc_by(count);
    }

    fn record_delivery_lag(&self, source: &str, event_type: &str, lag: Duration) {
        self.series(source, event_type)
            .lag
            .observe(lag.as_secs_f64());
    }

    fn record_event_processed(
        &self,
        source: &str,
        event_type: &str,
        status: Processed,
        took: Duration,
    ) {
        let series = self.series(source, event_type);
        series.processed[status as usize].inc();
        series.took.observe(took.as_secs_f64());
    }

    fn update_workers_active(&self, active: u64) {
        self.active.set(whole(active));
    }

    fn update_event_queue_size(&self, queue: &EventQueue) {
        self.size.get_or_create(&[]).set(whole(queue.size));
        self.dead.get_or_create(&[]).set(whole(queue.dead));
        let age = queue.oldest_pending_age.as_secs_f64();
        self.oldest.get_or_create(&[]).set(age);
    }
}

fn whole(number: u64) -> i64 {
    number.try_into().unwrap_or(i64::MAX)
}

impl fmt::Debug for Prometheus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Prometheus").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn b37_labels_are_bounded() {
        let metrics = Prometheus::new("shop");
        for number in 0..MOST + 50 {
            metrics.record_event_published("/buildamp/app", &format!("a.b{number}"), 2);
        }
        let text = metrics.text();
        let series = text
            .lines()
            .filter(|line| line.starts_with("shop_events_published_total{"));
        assert_eq!(series.count(), MOST + 1);
        let rest = r#"shop_events_published_total{source="other",type="other"} 100"#;
        assert!(text.contains(rest), "{text}");
    }

    #[test]
    fn b37_what_labels_hold_cannot_break_the_text() {
        let metrics = Prometheus::new("shop");
        metrics.record_event_published("/a\"b\\\n", "a.b", 1);
        let line = r#"shop_events_published_total{source="/a\"b\\\n",type="a.b"} 1"#;
        assert!(metrics.text().contains(line), "{}", metrics.text());
    }
}
