//! What handlers do.

use crate::expect::Checked;
use crate::messaging::mail::Post;

async fn harms_no_other(post: &Post, body: &'static str) -> Checked {
    let mail = post.mail(&["a"]).await?;
    for _ in 0..10 {
        mail.publish("a", body).await?;
    }
    mail.publish("a", "hello").await?;
    let mut expected = vec![("a", body.as_bytes()); 10];
    expected.push(("a", b"hello"));
    mail.arrive(&expected).await
}

pub(super) async fn a_message_that_is_refused_harms_no_other(post: Post) -> Checked {
    harms_no_other(&post, "refuse").await
}

pub(super) async fn a_handler_that_traps_harms_no_other_message(post: Post) -> Checked {
    harms_no_other(&post, "trap").await
}

pub(super) async fn a_handler_can_send(post: Post) -> Checked {
    let mail = post.mail(&["a", "b"]).await?;
    let forward = format!("forward:{}", mail.subject("b"));
    mail.publish("a", forward.as_str()).await?;
    mail.arrive(&[("a", forward.as_bytes()), ("b", b"forwarded")])
        .await
}

pub(super) async fn what_was_sent_before_a_trap_arrives(post: Post) -> Checked {
    let mail = post.mail(&["a"]).await?;
    let last = (mail.subject("a"), b"about to trap".to_vec());
    mail.guest.trap("publish-and-trap", last).await?;
    mail.arrive(&[("a", b"about to trap")]).await
}
