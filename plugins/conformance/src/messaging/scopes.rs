//! Who gets which messages.

use hostplug_runtime::Workload;

use crate::bench::PROBE;
use crate::expect::{Checked, equal};
use crate::messaging::mail::{Mail, Post};

/// The components at which so many messages arrive, sorted.
async fn receivers(mail: &Mail, count: usize) -> Vec<String> {
    let arrived = mail.next(count).await.into_iter();
    let mut receivers: Vec<_> = arrived.map(|note| note.component).collect();
    receivers.sort();
    receivers
}

pub(super) async fn each_component_that_has_subscribed_gets_a_message(post: Post) -> Checked {
    let workload = post.subscribed(post.workload(), PROBE, &["a"]);
    let workload = post.subscribed(workload, "jobs", &["a", "b"]);
    let mail = post.mail_of(&post.start_as(workload).await?);
    mail.publish("a", "hello").await?;
    let expected = ["jobs", "probe"].map(str::to_owned).to_vec();
    equal(
        "the components that got a message",
        &receivers(&mail, 2).await,
        &expected,
    )?;
    mail.publish("b", "hello").await?;
    let expected = vec!["jobs".to_owned()];
    equal(
        "the components that got another message",
        &receivers(&mail, 1).await,
        &expected,
    )
}

pub(super) async fn whoever_sends_need_not_subscribe(post: Post) -> Checked {
    let workload = post.subscribed(post.workload(), PROBE, &[]);
    let workload = post.subscribed(workload, "jobs", &["a"]);
    let mail = post.mail_of(&post.start_as(workload).await?);
    mail.publish("a", "hello").await?;
    let expected = vec!["jobs".to_owned()];
    equal(
        "the components that got a message",
        &receivers(&mail, 1).await,
        &expected,
    )?;
    mail.answers(b"hello", b"re: hello").await
}

pub(super) async fn a_workload_that_starts_again_gets_messages(post: Post) -> Checked {
    for _ in 0..3 {
        let mail = post.mail(&["a"]).await?;
        mail.publish("a", "hello").await?;
        mail.arrive(&[("a", b"hello")]).await?;
        post.stop(mail.guest).await?;
    }
    Ok(())
}

fn other(post: &Post) -> Workload {
    let mut other = post.workload().namespace("other");
    other.name.push_str("-other");
    post.subscribed(other, PROBE, &["a"])
}

/// What is sent second would arrive last.
pub(super) async fn workloads_are_apart(post: Post) -> Checked {
    let shop = post.mail(&["a"]).await?;
    let blog = post.mail_of(&post.start_as(other(&post)).await?);
    shop.publish("a", "from the shop").await?;
    shop.arrive(&[("a", b"from the shop")]).await?;
    blog.publish("a", "from the blog").await?;
    blog.arrive(&[("a", b"from the blog")]).await?;
    shop.publish("a", "again").await?;
    shop.arrive(&[("a", b"again")]).await
}

pub(super) async fn all_workloads_share(post: Post) -> Checked {
    let shop = post.mail(&["a"]).await?;
    let blog = post.mail_of(&post.start_as(other(&post)).await?);
    shop.publish("a", "from the shop").await?;
    blog.arrive(&[("a", b"from the shop")]).await?;
    shop.arrive(&[("a", b"from the shop")]).await
}
