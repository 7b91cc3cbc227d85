//! Requests and answers.

use tokio::task::JoinSet;

use crate::expect::Checked;
use crate::messaging::mail::Post;

pub(super) async fn a_request_is_answered(post: Post) -> Checked {
    let mail = post.mail(&["a"]).await?;
    mail.answers(b"hello", b"re: hello").await?;
    mail.answers(b"", b"re: ").await
}

pub(super) async fn an_answer_may_be_any_bytes(post: Post) -> Checked {
    let mail = post.mail(&["a"]).await?;
    let body: Vec<u8> = (0..=u8::MAX).collect();
    mail.answers(&body, &[b"re: ", body.as_slice()].concat())
        .await
}

pub(super) async fn requests_at_once_have_answers_of_their_own(post: Post) -> Checked {
    let mail = post.mail(&["a"]).await?;
    let mut requests = JoinSet::new();
    for number in 0..16 {
        let mail = mail.clone();
        requests.spawn(async move {
            let (body, answer) = (format!("{number}"), format!("re: {number}"));
            mail.answers(body.as_bytes(), answer.as_bytes()).await
        });
    }
    requests.join_all().await.into_iter().collect()
}

pub(super) async fn a_request_that_nobody_takes_is_an_error(post: Post) -> Checked {
    post.mail(&["a"]).await?.no_answer("b", "hello", 50).await
}

pub(super) async fn a_request_that_nobody_answers_is_an_error(post: Post) -> Checked {
    let mail = post.mail(&["a"]).await?;
    mail.no_answer("a", "silent", 50).await?;
    mail.answers(b"hello", b"re: hello").await
}

pub(super) async fn a_handler_that_traps_answers_nothing(post: Post) -> Checked {
    let mail = post.mail(&["a"]).await?;
    mail.no_answer("a", "trap", 50).await?;
    mail.answers(b"hello", b"re: hello").await
}

pub(super) async fn a_second_answer_does_no_harm(post: Post) -> Checked {
    let mail = post.mail(&["a"]).await?;
    mail.answers(b"twice", b"re: twice").await?;
    mail.answers(b"hello", b"re: hello").await
}
