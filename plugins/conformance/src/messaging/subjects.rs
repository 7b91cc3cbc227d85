//! Subjects. What is not to arrive is sent first, so that it would have arrived before what is.

use crate::expect::Checked;
use crate::messaging::mail::Post;

/// That of these subjects those arrive that are followed by `true`.
async fn takes(post: &Post, subscriptions: &[&str], subjects: &[(&str, bool)]) -> Checked {
    let mail = post.mail(subscriptions).await?;
    let mut expected: Vec<(&str, &[u8])> = Vec::new();
    for (subject, arrives) in subjects {
        mail.publish(subject, "hello").await?;
        if *arrives {
            expected.push((subject, b"hello"));
        }
    }
    mail.arrive(&expected).await
}

pub(super) async fn other_subjects_do_not_arrive(post: Post) -> Checked {
    let subjects = [("b", false), ("a.b", false), ("aa", false), ("a", true)];
    takes(&post, &["a"], &subjects).await
}

pub(super) async fn a_component_can_have_several_subscriptions(post: Post) -> Checked {
    let subjects = [
        ("c", false),
        ("a", true),
        ("b.c", true),
        ("b", false),
        ("a", true),
    ];
    takes(&post, &["a", "b.c"], &subjects).await
}

pub(super) async fn subjects_differ_by_case(post: Post) -> Checked {
    takes(&post, &["a"], &[("A", false), ("a", true)]).await
}

pub(super) async fn a_star_stands_for_one_word(post: Post) -> Checked {
    let subjects = [
        ("orders", false),
        ("orders.1.new", false),
        ("orders.new", true),
        ("orders.old", true),
    ];
    takes(&post, &["orders.*"], &subjects).await
}

pub(super) async fn an_arrow_stands_for_all_further_words(post: Post) -> Checked {
    let subjects = [
        ("orders", false),
        ("stock.new", false),
        ("orders.new", true),
        ("orders.1.new", true),
    ];
    takes(&post, &["orders.>"], &subjects).await
}
