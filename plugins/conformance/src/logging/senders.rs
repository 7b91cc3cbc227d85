//! Who sends messages.

use tokio::task::JoinSet;

use crate::expect::{Checked, equal};
use crate::logging::observe::{Level, Log, Message, Sent};

/// That these have arrived, in any order.
fn all_arrived(mut arrived: Vec<Message>, mut texts: Vec<String>) -> Checked {
    arrived.sort_by(|one, other| one.text.cmp(&other.text));
    texts.sort();
    equal(
        "the number of messages that arrived",
        &arrived.len(),
        &texts.len(),
    )?;
    for (message, text) in arrived.iter().zip(&texts) {
        message.is(&(Level::Info, "", text))?;
    }
    Ok(())
}

pub(super) async fn instances_at_once_lose_no_message(log: Log) -> Checked {
    let logger = log.logger().await?;
    let mut senders = JoinSet::new();
    let texts = |sender| (0..20).map(move |n| format!("sender {sender}, message {n:02}"));
    for sender in 0..8 {
        let (logger, texts): (_, Vec<_>) = (logger.clone(), texts(sender).collect());
        senders.spawn(async move {
            let sent = texts.iter().map(|text| (Level::Info, "", text.as_str()));
            logger.log_many(&sent.collect::<Vec<Sent<'_>>>()).await
        });
    }
    senders.join_all().await.into_iter().collect::<Checked>()?;
    match logger.arrived().await {
        None => Ok(()),
        Some(arrived) => all_arrived(arrived, (0..8).flat_map(texts).collect()),
    }
}

pub(super) async fn components_of_a_workload_can_log(log: Log) -> Checked {
    let workload = log.workload().component("jobs", log.probe());
    let web = log.logger_of(log.start_as(workload).await?);
    let sent = [
        (Level::Info, "", "from the web"),
        (Level::Info, "", "from the jobs"),
    ];
    web.log(sent[0]).await?;
    web.component("jobs").log(sent[1]).await?;
    web.arrive(&sent).await
}

pub(super) async fn workloads_can_log_beside_each_other(log: Log) -> Checked {
    let shop = log.logger().await?;
    let mut other = log.workload().namespace("other");
    other.name.push_str("-other");
    let blog = log.logger_of(log.start_as(other).await?);
    let (first, second) = (
        (Level::Info, "", "from the shop"),
        (Level::Info, "", "from the blog"),
    );
    shop.log(first).await?;
    shop.arrive(&[first]).await?;
    blog.log(second).await?;
    blog.arrive(&[second]).await
}

pub(super) async fn a_workload_that_starts_again_can_log(log: Log) -> Checked {
    let sent = (Level::Info, "", "here");
    for _ in 0..3 {
        let logger = log.logger().await?;
        logger.log(sent).await?;
        logger.arrive(&[sent]).await?;
        log.stop(logger.guest).await?;
    }
    Ok(())
}

/// Apart from the text: what stands in it could be the guest's own.
pub(super) async fn a_message_says_who_sent_it(log: Log) -> Checked {
    let workload = log.workload().component("jobs", log.probe());
    let name = workload.name.clone();
    let web = log.logger_of(log.start_as(workload).await?);
    for component in ["probe", "jobs"] {
        let sender = web.component(component);
        sender.log((Level::Info, "", "here")).await?;
        for message in sender.arrived().await.unwrap_or_default() {
            let found = (message.workload, message.component);
            let expected = (Some(name.clone()), Some(component.to_owned()));
            equal("workload and component of a message", &found, &expected)?;
        }
    }
    Ok(())
}
