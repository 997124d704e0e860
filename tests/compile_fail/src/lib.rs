//! Mistakes in models and handlers, as rustc shows them: the tests are all there is.
