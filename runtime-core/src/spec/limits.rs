use std::time::Duration;

/// What one call of an entry may use, as a host says it: [`HostBuilder::limits`](crate::HostBuilder::limits). The
/// defaults hold for every host that says nothing.
///
/// A call here is a function call, an HTTP request or the run of a command; each has an instance of its own, whose parts
/// are all components that the entry reaches without isolated links.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// Bytes of all memories and tables of one instance together.
    pub memory: u64,
    /// Time for which a call may have a thread: that of the guest, and of the plugins' code that it calls directly.
    /// What it waits for does not count.
    pub cpu: Duration,
    /// Time by the clock, waiting included: of a function call from the making of the instance to the result, of an HTTP
    /// request until the response begins.
    pub time: Duration,
    /// Like `cpu`, for the run of a command (`wasi:cli/run`). None by default, because a command may run for days.
    pub command_cpu: Option<Duration>,
    /// Like `time`, for the run of a command (`wasi:cli/run`). None by default, because a command may run for days.
    pub command_time: Option<Duration>,
    /// How many function calls and HTTP requests of one entry may be under way at once. A request is, until its response
    /// has been sent. Calls that plugins make do not count, nor do runs of commands.
    pub requests: u32,
    /// How many more may wait for those, within their `time`. What comes then is refused.
    pub queue: u32,
}

impl Default for Limits {
    /// 256 MiB of memory; 10 seconds of a thread and 60 seconds by the clock, but no limit of time for commands; 1000
    /// calls at once, and 1000 that wait.
    fn default() -> Self {
        Limits {
            memory: 256 << 20,
            cpu: Duration::from_secs(10),
            time: Duration::from_secs(60),
            command_cpu: None,
            command_time: None,
            requests: 1000,
            queue: 1000,
        }
    }
}

impl Limits {
    /// Takes over what `own` names. Its times are those of calls and requests, not of commands.
    #[must_use]
    pub fn with(self, own: OwnLimits) -> Self {
        Limits {
            memory: own.memory.unwrap_or(self.memory),
            cpu: own.cpu.unwrap_or(self.cpu),
            time: own.time.unwrap_or(self.time),
            requests: own.requests.unwrap_or(self.requests),
            queue: own.queue.unwrap_or(self.queue),
            ..self
        }
    }

    /// Sets how many bytes the memories and tables of one instance may have in total.
    #[must_use]
    pub fn memory(mut self, bytes: u64) -> Self {
        self.memory = bytes;
        self
    }

    /// Sets for how long a call or request may have a thread.
    #[must_use]
    pub fn cpu(mut self, time: Duration) -> Self {
        self.cpu = time;
        self
    }

    /// Sets how long a call or request may take.
    #[must_use]
    pub fn time(mut self, time: Duration) -> Self {
        self.time = time;
        self
    }

    /// Sets for how long a command may have a thread.
    #[must_use]
    pub fn command_cpu(mut self, time: Duration) -> Self {
        self.command_cpu = Some(time);
        self
    }

    /// Sets how long a command may take.
    #[must_use]
    pub fn command_time(mut self, time: Duration) -> Self {
        self.command_time = Some(time);
        self
    }

    /// Sets how many calls of one entry may be under way at once.
    #[must_use]
    pub fn requests(mut self, calls: u32) -> Self {
        self.requests = calls;
        self
    }

    /// Sets how many calls may wait for those.
    #[must_use]
    pub fn queue(mut self, calls: u32) -> Self {
        self.queue = calls;
        self
    }
}

/// The limits that a workload or one of its components asks for. What it does not name is that of the workload, or of
/// the host. A host's own document can have such a table as well: `{ memory = "64MiB", cpu = "2s", time = "30s" }`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct OwnLimits {
    /// In the place of [`Limits::memory`].
    pub memory: Option<u64>,
    /// In the place of [`Limits::cpu`], and of that of commands.
    pub cpu: Option<Duration>,
    /// In the place of [`Limits::time`], and of that of commands.
    pub time: Option<Duration>,
    /// In the place of [`Limits::requests`].
    pub requests: Option<u32>,
    /// In the place of [`Limits::queue`].
    pub queue: Option<u32>,
}

impl OwnLimits {
    /// Asks for this many bytes.
    #[must_use]
    pub fn memory(mut self, bytes: u64) -> Self {
        self.memory = Some(bytes);
        self
    }

    /// Asks for this long on a thread.
    #[must_use]
    pub fn cpu(mut self, time: Duration) -> Self {
        self.cpu = Some(time);
        self
    }

    /// Asks for this long by the clock.
    #[must_use]
    pub fn time(mut self, time: Duration) -> Self {
        self.time = Some(time);
        self
    }

    /// Asks for this many calls at once.
    #[must_use]
    pub fn requests(mut self, calls: u32) -> Self {
        self.requests = Some(calls);
        self
    }

    /// Asks for this many calls that wait.
    #[must_use]
    pub fn queue(mut self, calls: u32) -> Self {
        self.queue = Some(calls);
        self
    }

    /// These, and those of `other` where these say nothing.
    pub(crate) fn or(self, other: Self) -> Self {
        OwnLimits {
            memory: self.memory.or(other.memory),
            cpu: self.cpu.or(other.cpu),
            time: self.time.or(other.time),
            requests: self.requests.or(other.requests),
            queue: self.queue.or(other.queue),
        }
    }
}
