//! Messages.

use tokio::task::JoinSet;

use crate::expect::{Checked, equal};
use crate::messaging::mail::Post;

async fn arrives(post: &Post, body: Vec<u8>) -> Checked {
    let mail = post.mail(&["a"]).await?;
    mail.publish("a", body.clone()).await?;
    mail.arrive(&[("a", &body)]).await
}

pub(super) async fn a_message_arrives(post: Post) -> Checked {
    arrives(&post, b"hello".to_vec()).await
}

pub(super) async fn a_body_may_be_empty(post: Post) -> Checked {
    arrives(&post, Vec::new()).await
}

pub(super) async fn a_body_may_be_any_bytes(post: Post) -> Checked {
    arrives(&post, (0..=u8::MAX).collect()).await
}

pub(super) async fn a_body_of_a_megabyte_arrives_whole(post: Post) -> Checked {
    arrives(&post, (0..1 << 20).map(|i: u32| (i % 251) as u8).collect()).await
}

pub(super) async fn a_message_says_where_an_answer_is_expected(post: Post) -> Checked {
    let mail = post.mail(&["a"]).await?;
    let reply_to = Some(mail.subject("answers"));
    let message = (mail.subject("a"), b"silent".to_vec(), reply_to.clone());
    mail.guest.ok::<_, ()>("publish", message).await?;
    mail.publish("a", "hello").await?;
    let mut found: Vec<_> = mail
        .next(2)
        .await
        .into_iter()
        .map(|note| note.reply_to)
        .collect();
    found.sort();
    equal(
        "where answers are expected, sorted",
        &found,
        &vec![None, reply_to],
    )
}

pub(super) async fn a_message_arrives_once(post: Post) -> Checked {
    let mail = post.mail(&["a"]).await?;
    mail.publish("a", "first").await?;
    mail.arrive(&[("a", b"first")]).await?;
    mail.publish("a", "second").await?;
    mail.arrive(&[("a", b"second")]).await
}

fn bodies(count: usize) -> Vec<Vec<u8>> {
    (0..count)
        .map(|n| format!("message {n:03}").into_bytes())
        .collect()
}

async fn many(post: &Post, count: usize) -> Checked<Vec<Vec<u8>>> {
    let mail = post.mail(&["a"]).await?;
    let sent = (mail.subject("a"), bodies(count));
    mail.guest.ok::<_, ()>("publish-many", sent).await?;
    let arrived = mail.next(count).await;
    Ok(arrived.into_iter().map(|note| note.body).collect())
}

pub(super) async fn a_hundred_messages_arrive(post: Post) -> Checked {
    let mut arrived = many(&post, 100).await?;
    arrived.sort();
    equal("the messages that arrived, sorted", &arrived, &bodies(100))
}

pub(super) async fn messages_of_an_instance_arrive_in_order(post: Post) -> Checked {
    let arrived = many(&post, 50).await?;
    equal("the messages that arrived", &arrived, &bodies(50))
}

pub(super) async fn senders_at_once_lose_no_message(post: Post) -> Checked {
    let mail = post.mail(&["a"]).await?;
    let mut senders = JoinSet::new();
    for body in bodies(20) {
        let mail = mail.clone();
        senders.spawn(async move { mail.publish("a", body).await });
    }
    senders.join_all().await.into_iter().collect::<Checked>()?;
    let expected = bodies(20);
    let expected: Vec<_> = expected.iter().map(|body| ("a", body.as_slice())).collect();
    mail.arrive(&expected).await
}
