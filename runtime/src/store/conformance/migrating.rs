//! The schema's way back, and whether it is what the migrations make.

use std::slice;

use super::{consumer, emit, event, register, worker};
use crate::{
    Error,
    store::{DataLoss, Difference, Differs, Store, drift},
};

async fn differences(store: &dyn Store) -> Vec<String> {
    let found = drift::differences(store).await.unwrap();
    found.iter().map(Difference::to_string).collect()
}

/// Each migration is taken back on its own, leaves what those before it make, and comes again.
pub(crate) async fn f11_the_schema_goes_back_step_by_step_and_comes_again(store: &dyn Store) {
    assert_eq!(differences(store).await, [""; 0]);
    let all = store.schema().await.unwrap().migrations;
    for (left, step) in all.iter().enumerate().rev() {
        assert!(step.down.is_some(), "{} has no way back", step.name);
        let back = drift::take_back(store, None, DataLoss::Accept).await;
        assert_eq!(back.unwrap()[0].version, step.version);
        let found = drift::differences(store).await.unwrap();
        let others: Vec<&Difference> = found
            .iter()
            .filter(|it| it.how != Differs::Missing || !it.what.starts_with("migration "))
            .collect();
        assert_eq!(others, [] as [&Difference; 0], "without {}", step.name);
        assert_eq!(found.len(), all.len() - left);
    }
    let back = drift::take_back(store, None, DataLoss::Refuse).await;
    assert_eq!(back.unwrap(), []);
    store.migrate().await.unwrap();
    assert_eq!(differences(store).await, [""; 0]);
    // Halfway back, and on.
    let half = all[all.len() / 2].version;
    let back = drift::take_back(store, Some(half), DataLoss::Refuse).await;
    assert_eq!(back.unwrap().len(), all.len() - all.len() / 2 - 1);
    store.migrate().await.unwrap();
    assert_eq!(differences(store).await, [""; 0]);
    register(store, worker(), &[consumer("c", "*")]).await;
    emit(store, &[event("a.b")]).await;
}

/// Data is not dropped unasked.
pub(crate) async fn f11_what_holds_data_is_not_dropped_unasked(store: &dyn Store) {
    register(store, worker(), &[consumer("c", "*")]).await;
    emit(store, slice::from_ref(&event("a.b"))).await;
    let refused = drift::take_back(store, Some(0), DataLoss::Refuse).await;
    let Err(Error::WouldLose(lost)) = refused else {
        panic!("{refused:?}");
    };
    for table in ["events", "deliveries", "consumers"] {
        assert!(lost.contains(&format!("{table} with 1 row")), "{lost}");
    }
    assert!(!lost.contains("sessions"), "{lost}");
    assert!(store.schema().await.unwrap().is_current());
    let back = drift::take_back(store, Some(0), DataLoss::Accept).await;
    assert!(!back.unwrap().is_empty());
    store.migrate().await.unwrap();
    assert_eq!(differences(store).await, [""; 0]);
}
