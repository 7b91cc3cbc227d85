//! Levels.

use crate::expect::Checked;
use crate::logging::observe::{Level, Log};

async fn arrives(log: &Log, level: Level) -> Checked {
    let logger = log.logger().await?;
    let sent = (level, "cart", "3 items");
    logger.log(sent).await?;
    logger.arrive(&[sent]).await
}

pub(super) async fn a_trace_arrives_as_one(log: Log) -> Checked {
    arrives(&log, Level::Trace).await
}

pub(super) async fn a_debug_message_arrives_as_one(log: Log) -> Checked {
    arrives(&log, Level::Debug).await
}

pub(super) async fn an_info_arrives_as_one(log: Log) -> Checked {
    arrives(&log, Level::Info).await
}

pub(super) async fn a_warning_arrives_as_one(log: Log) -> Checked {
    arrives(&log, Level::Warn).await
}

pub(super) async fn an_error_arrives_as_one(log: Log) -> Checked {
    arrives(&log, Level::Error).await
}

pub(super) async fn what_is_critical_arrives_as_an_error_at_least(log: Log) -> Checked {
    arrives(&log, Level::Critical).await
}

pub(super) async fn all_levels_arrive_in_one_instance(log: Log) -> Checked {
    let logger = log.logger().await?;
    let sent = [
        (Level::Critical, "", "first"),
        (Level::Trace, "", "second"),
        (Level::Error, "", "third"),
        (Level::Debug, "", "fourth"),
        (Level::Warn, "", "fifth"),
        (Level::Info, "", "sixth"),
    ];
    logger.log_many(&sent).await?;
    logger.arrive(&sent).await
}
