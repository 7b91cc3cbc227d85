//! `atomics`.

use tokio::task::JoinSet;

use crate::expect::Checked;
use crate::keyvalue::bucket::Keys;

pub(super) async fn a_missing_number_counts_as_zero(keys: Keys) -> Checked {
    let bucket = keys.bucket().await?;
    bucket.counts("n", 5, 5).await?;
    bucket.counts("m", 0, 0).await
}

pub(super) async fn a_sum_is_what_came_before_and_the_delta(keys: Keys) -> Checked {
    let bucket = keys.bucket().await?;
    for (by, sum) in [(1, 1), (41, 42), (0, 42), (1 << 40, (1 << 40) + 42)] {
        bucket.counts("n", by, sum).await?;
    }
    Ok(())
}

pub(super) async fn increments_at_once_are_all_counted(keys: Keys) -> Checked {
    let bucket = keys.bucket().await?;
    let mut tasks = JoinSet::new();
    for _ in 0..8 {
        let bucket = bucket.clone();
        tasks.spawn(async move {
            let often = (bucket.name.clone(), bucket.key("n"), 1_i64, 10_u32);
            let counted = bucket.guest.ok::<_, i64>("increment-often", often);
            counted.await.map(drop)
        });
    }
    tasks.join_all().await.into_iter().collect::<Checked>()?;
    bucket.counts("n", 0, 80).await
}

pub(super) async fn a_deleted_number_begins_anew(keys: Keys) -> Checked {
    let bucket = keys.bucket().await?;
    bucket.counts("n", 5, 5).await?;
    bucket.delete("n").await?;
    bucket.counts("n", 1, 1).await
}

pub(super) async fn numbers_are_decimal_text(keys: Keys) -> Checked {
    let bucket = keys.bucket().await?;
    bucket.counts("n", 5, 5).await?;
    bucket.has("n", "5").await?;
    bucket.set("n", "41").await?;
    bucket.counts("n", 1, 42).await
}

pub(super) async fn a_value_that_is_no_number_stays_as_it_is(keys: Keys) -> Checked {
    let bucket = keys.bucket().await?;
    for value in ["", "1.5", " 1", "x", "99999999999999999999999", "\u{ff}"] {
        bucket.set("n", value).await?;
        let by = (bucket.name.clone(), bucket.key("n"), 1_i64);
        bucket.guest.error::<_, i64>("increment", by).await?;
        bucket.has("n", value).await?;
    }
    Ok(())
}
