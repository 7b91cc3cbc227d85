//! Messages and contexts, which are any text.

use crate::expect::{Checked, equal};
use crate::logging::observe::{Level, Log};

async fn arrives(log: &Log, context: &str, text: &str) -> Checked {
    let logger = log.logger().await?;
    let sent = (Level::Info, context, text);
    logger.log(sent).await?;
    logger.arrive(&[sent]).await
}

pub(super) async fn a_message_keeps_its_context(log: Log) -> Checked {
    let logger = log.logger().await?;
    let sent = [
        (Level::Info, "cart", "3 items"),
        (Level::Info, "stock", "none left"),
    ];
    logger.log_many(&sent).await?;
    logger.arrive(&sent).await
}

pub(super) async fn a_context_may_be_empty(log: Log) -> Checked {
    arrives(&log, "", "3 items").await
}

pub(super) async fn a_message_may_be_empty(log: Log) -> Checked {
    arrives(&log, "cart", "").await
}

pub(super) async fn a_message_is_text_and_not_a_format(log: Log) -> Checked {
    arrives(
        &log,
        "cart",
        "{} {0} {workload} {{}} %s %n $HOME \\n \"quoted\"",
    )
    .await
}

pub(super) async fn a_context_is_text_and_not_a_format(log: Log) -> Checked {
    arrives(&log, "{} {0} %s \\n \"quoted\"", "3 items").await
}

pub(super) async fn a_message_may_have_several_lines(log: Log) -> Checked {
    let logger = log.logger().await?;
    let text = "first\nsecond\r\n\n\tlast\n";
    logger.log((Level::Info, "cart", text)).await?;
    let Some(arrived) = logger.arrived().await else {
        return Ok(());
    };
    let texts: Vec<_> = arrived.into_iter().map(|message| message.text).collect();
    let lines = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
    // A log of lines may make one message of each.
    let found = lines(&texts.join("\n"));
    let missing: Vec<_> = lines(text)
        .into_iter()
        .filter(|line| !found.contains(line))
        .collect();
    equal(
        "lines of a message that did not arrive",
        &missing,
        &Vec::new(),
    )
}

/// How they are written is the log's to decide; a guest must not trap for them.
pub(super) async fn a_message_may_have_controls(log: Log) -> Checked {
    let logger = log.logger().await?;
    logger
        .log((Level::Info, "cart", "\0\u{1b}[31mred\u{7f}\u{202e}"))
        .await?;
    match logger.arrived().await {
        None => Ok(()),
        Some(arrived) => equal("the number of messages that arrived", &arrived.len(), &1),
    }
}

pub(super) async fn a_message_may_be_of_any_script(log: Log) -> Checked {
    arrives(&log, "cart", "привет こんにちは مرحبا e\u{301} \u{e9} 🦀").await
}

pub(super) async fn a_context_may_be_of_any_script(log: Log) -> Checked {
    arrives(&log, "корзина カート 🛒", "3 items").await
}

pub(super) async fn a_message_of_a_megabyte_arrives_whole(log: Log) -> Checked {
    let logger = log.logger().await?;
    logger.log_long(0, 1 << 20).await?;
    logger
        .arrive(&[(Level::Info, "", &"x".repeat(1 << 20))])
        .await
}

pub(super) async fn a_context_of_a_megabyte_is_no_error(log: Log) -> Checked {
    log.logger().await?.log_long(1 << 20, 10).await
}
