//! What goes on on a connection. It is looked at now and then, so that no request has to set a timer.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use hyper::body::{Body as HttpBody, Frame, SizeHint};

use super::limits::HttpLimits;
use crate::call::Body;

/// Counts for one connection. Only differences count, so that the numbers may overflow.
#[derive(Default)]
pub(super) struct Activity {
    under_way: AtomicU32,
    begun: AtomicU32,
    /// Responses of which a part is there that the client has not taken.
    waiting: AtomicU32,
    /// Parts of responses that the client took.
    taken: AtomicU32,
}

/// A request from its headers to the end of its response.
pub(super) struct UnderWay<C: AsRef<Activity>>(Arc<C>);

impl<C: AsRef<Activity>> UnderWay<C> {
    pub(super) fn new(connection: Arc<C>) -> Self {
        let activity = (*connection).as_ref();
        activity.under_way.fetch_add(1, Relaxed);
        activity.begun.fetch_add(1, Relaxed);
        UnderWay(connection)
    }

    fn activity(&self) -> &Activity {
        (*self.0).as_ref()
    }
}

impl<C: AsRef<Activity>> Drop for UnderWay<C> {
    fn drop(&mut self) {
        self.activity().under_way.fetch_sub(1, Relaxed);
    }
}

/// The body of a response, of which it is known whether its client takes it. A body is asked for its next part when
/// there is room for it.
pub(super) struct Watched<C: AsRef<Activity>> {
    body: Body,
    waits: bool,
    request: UnderWay<C>,
}

impl<C: AsRef<Activity>> Watched<C> {
    pub(super) fn new(body: Body, request: UnderWay<C>) -> Self {
        Watched {
            body,
            waits: false,
            request,
        }
    }

    fn wait(&mut self) {
        self.waits = true;
        self.request.activity().waiting.fetch_add(1, Relaxed);
    }

    fn take(&mut self) {
        if std::mem::take(&mut self.waits) {
            let activity = self.request.activity();
            activity.waiting.fetch_sub(1, Relaxed);
            activity.taken.fetch_add(1, Relaxed);
        }
    }
}

impl<C: AsRef<Activity>> Drop for Watched<C> {
    fn drop(&mut self) {
        self.take();
    }
}

impl<C: AsRef<Activity>> HttpBody for Watched<C> {
    type Data = Bytes;
    type Error = Box<dyn std::error::Error + Send + Sync>;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        self.take();
        let frame = ready!(Pin::new(&mut self.body).poll_frame(cx));
        if let Some(Ok(_)) = &frame {
            self.wait();
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// What is to be done with a connection.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    Busy,
    /// It had no request for too long.
    Idle,
    /// Its client does not take what is there for it.
    Stalled,
}

/// What was seen of a connection when it was looked at.
pub(super) struct Looks {
    idle: Duration,
    stall: Duration,
    /// Between two looks.
    pub(super) every: Duration,
    begun: u32,
    taken: u32,
    without_request: Duration,
    stalled: Duration,
}

impl Looks {
    pub(super) fn new(limits: &HttpLimits) -> Self {
        let every = limits.idle.min(limits.stall) / 4;
        Looks {
            idle: limits.idle,
            stall: limits.stall,
            every: every.max(Duration::from_millis(1)),
            begun: 0,
            taken: 0,
            without_request: Duration::ZERO,
            stalled: Duration::ZERO,
        }
    }

    /// Called again and again after the time that is in `every`.
    pub(super) fn look(&mut self, activity: &Activity) -> Verdict {
        let (begun, taken) = (activity.begun.load(Relaxed), activity.taken.load(Relaxed));
        let idle = activity.under_way.load(Relaxed) == 0 && begun == self.begun;
        let stalled = activity.waiting.load(Relaxed) > 0 && taken == self.taken;
        let longer = |still: bool, time: Duration| match still {
            true => time.saturating_add(self.every),
            false => Duration::ZERO,
        };
        self.without_request = longer(idle, self.without_request);
        self.stalled = longer(stalled, self.stalled);
        (self.begun, self.taken) = (begun, taken);
        match () {
            () if self.without_request >= self.idle => Verdict::Idle,
            () if self.stalled >= self.stall => Verdict::Stalled,
            () => Verdict::Busy,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    impl AsRef<Activity> for Activity {
        fn as_ref(&self) -> &Activity {
            self
        }
    }

    fn looks() -> Looks {
        let second = Duration::from_secs(1);
        Looks::new(&HttpLimits::default().idle(8 * second).stall(4 * second))
    }

    #[test]
    fn a_connection_is_idle_after_its_time_without_a_request() {
        let (mut looks, activity) = (looks(), Arc::new(Activity::default()));
        for _ in 0..7 {
            assert_eq!(looks.look(&activity), Verdict::Busy);
        }
        // Between two looks, however short it was.
        drop(UnderWay::new(activity.clone()));
        for _ in 0..8 {
            assert_eq!(looks.look(&activity), Verdict::Busy);
        }
        assert_eq!(looks.look(&activity), Verdict::Idle);
    }

    #[test]
    fn a_request_that_takes_its_time_is_not_idle() {
        let (mut looks, activity) = (looks(), Arc::new(Activity::default()));
        let _request = UnderWay::new(activity.clone());
        for _ in 0..100 {
            assert_eq!(looks.look(&activity), Verdict::Busy);
        }
    }

    #[test]
    fn a_client_stalls_only_if_something_is_there_for_it() {
        let (mut looks, activity) = (looks(), Arc::new(Activity::default()));
        let empty = http_body_util::Empty::new();
        let body = http_body_util::BodyExt::boxed_unsync(http_body_util::BodyExt::map_err(
            empty,
            |never| match never {},
        ));
        let mut response = Watched::new(body, UnderWay::new(activity.clone()));
        for round in 0..3 {
            response.wait();
            for _ in 0..3 {
                assert_eq!(looks.look(&activity), Verdict::Busy, "{round}");
            }
            response.take();
            assert_eq!(looks.look(&activity), Verdict::Busy, "{round}");
        }
        response.wait();
        let verdicts: Vec<_> = (0..5).map(|_| looks.look(&activity)).collect();
        assert_eq!(verdicts.last(), Some(&Verdict::Stalled));
    }
}
