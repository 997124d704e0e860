//! The decision board through HTTP: the program itself, and browsers as they speak to it.

mod comments;
mod pages;
mod payments;
mod server;
mod sign_up;
mod uploads;
