//! How often and when messages arrive.

use crate::expect::Checked;
use crate::logging::observe::{Level, Log, Sent};

pub(super) async fn a_message_arrives_once(log: Log) -> Checked {
    let logger = log.logger().await?;
    let sent = (Level::Info, "cart", "3 items");
    logger.log(sent).await?;
    logger.arrive(&[sent]).await?;
    logger.arrive(&[]).await
}

async fn in_order(log: &Log, count: usize) -> Checked {
    let logger = log.logger().await?;
    let texts: Vec<String> = (0..count).map(|n| format!("message {n}.")).collect();
    let sent: Vec<Sent<'_>> = texts
        .iter()
        .map(|text| (Level::Info, "", text.as_str()))
        .collect();
    logger.log_many(&sent).await?;
    logger.arrive(&sent).await
}

pub(super) async fn messages_of_an_instance_arrive_in_order(log: Log) -> Checked {
    in_order(&log, 20).await
}

pub(super) async fn a_thousand_messages_arrive(log: Log) -> Checked {
    in_order(&log, 1000).await
}

pub(super) async fn equal_messages_arrive_each(log: Log) -> Checked {
    let logger = log.logger().await?;
    let sent = [(Level::Warn, "cart", "empty"); 10];
    logger.log_many(&sent).await?;
    logger.arrive(&sent).await?;
    logger.log(sent[0]).await?;
    logger.arrive(&sent[..1]).await
}

pub(super) async fn messages_before_a_trap_arrive(log: Log) -> Checked {
    let logger = log.logger().await?;
    let sent = (Level::Error, "cart", "about to trap");
    logger.log_and_trap(sent).await?;
    logger.arrive(&[sent]).await
}

pub(super) async fn an_instance_that_traps_harms_no_other(log: Log) -> Checked {
    let logger = log.logger().await?;
    let (last, next) = (
        (Level::Error, "", "about to trap"),
        (Level::Info, "", "another"),
    );
    for _ in 0..20 {
        logger.log_and_trap(last).await?;
    }
    logger.log(next).await?;
    let mut sent = vec![last; 20];
    sent.push(next);
    logger.arrive(&sent).await
}
