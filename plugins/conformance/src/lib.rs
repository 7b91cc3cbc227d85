#![doc = include_str!("../README.md")]
#![warn(missing_docs)]

mod bench;
pub mod blobstore;
pub mod config;
mod expect;
mod guest;
mod instance;
pub mod keyvalue;
pub mod logging;
pub mod messaging;
mod notes;
mod report;
pub mod secrets;
mod show;
mod subject;
mod suite;
mod trial;

pub use crate::instance::Instance;
pub use crate::report::{Call, Check, Failure, Report, Verdict};
pub use crate::suite::{Promise, Suite};
