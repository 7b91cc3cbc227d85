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
    /// Bytes that the host copies from a guest in one call between the two, in either direction.
    pub host_call: u64,
    /// Resources that the host holds for one instance at the same time, and handles that the instance has of them and of
    /// its components' own.
    pub handles: u32,
    /// Bytes that one component may print in a second, in all of its instances. What is more is dropped, and the log of
    /// the host says how much that was.
    pub log: u64,
    /// Like `cpu`, for the run of a command (`wasi:cli/run`). None by default, because a command may run for days.
    pub command_cpu: Option<Duration>,
    /// Like `time`, for the run of a command (`wasi:cli/run`). None by default, because a command may run for days.
    pub command_time: Option<Duration>,
    /// Bytes that the body of one request may have.
    pub body: u64,
    /// Bytes that the outgoing requests of one component of one instance may send and receive together, without headers.
    pub egress: u64,
    /// How many function calls and HTTP requests of one entry may be under way at once. A request is, until its response
    /// has been sent. Calls that plugins make do not count, nor do runs of commands.
    pub requests: u32,
    /// How many more may wait for those, within their `time`. What comes then is refused.
    pub queue: u32,
}

impl Default for Limits {
    /// 256 MiB of memory; 10 seconds of a thread and 60 seconds by the clock, but no limit of time for commands; 128 MiB
    /// in one call of the host, 10 000 handles, and 1 MiB of output in a
    /// second; 32 MiB in the body of a request, and 1 GiB of outgoing requests;
    /// 1000 calls at once, and 1000 that wait.
    fn default() -> Self {
        Limits {
            memory: 256 << 20,
            cpu: Duration::from_secs(10),
            time: Duration::from_secs(60),
            host_call: 128 << 20,
            handles: 10_000,
            log: 1 << 20,
            command_cpu: None,
            command_time: None,
            body: 32 << 20,
            egress: 1 << 30,
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
            host_call: own.host_call.unwrap_or(self.host_call),
            handles: own.handles.unwrap_or(self.handles),
            log: own.log.unwrap_or(self.log),
            body: own.body.unwrap_or(self.body),
            egress: own.egress.unwrap_or(self.egress),
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

    /// Sets how many bytes the host copies from a guest in one call.
    #[must_use]
    pub fn host_call(mut self, bytes: u64) -> Self {
        self.host_call = bytes;
        self
    }

    /// Sets how many resources the host holds for one instance.
    #[must_use]
    pub fn handles(mut self, handles: u32) -> Self {
        self.handles = handles;
        self
    }

    /// Sets how many bytes a component may print in a second.
    #[must_use]
    pub fn log(mut self, bytes: u64) -> Self {
        self.log = bytes;
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

    /// Sets how many bytes the body of one request may have.
    #[must_use]
    pub fn body(mut self, bytes: u64) -> Self {
        self.body = bytes;
        self
    }

    /// Sets how many bytes outgoing requests may send and receive together.
    #[must_use]
    pub fn egress(mut self, bytes: u64) -> Self {
        self.egress = bytes;
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
    /// In the place of [`Limits::host_call`].
    pub host_call: Option<u64>,
    /// In the place of [`Limits::handles`].
    pub handles: Option<u32>,
    /// In the place of [`Limits::log`].
    pub log: Option<u64>,
    /// In the place of [`Limits::body`].
    pub body: Option<u64>,
    /// In the place of [`Limits::egress`].
    pub egress: Option<u64>,
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

    /// Asks for this many bytes in one call of the host.
    #[must_use]
    pub fn host_call(mut self, bytes: u64) -> Self {
        self.host_call = Some(bytes);
        self
    }

    /// Asks for this many handles.
    #[must_use]
    pub fn handles(mut self, handles: u32) -> Self {
        self.handles = Some(handles);
        self
    }

    /// Asks for this many bytes of output in a second.
    #[must_use]
    pub fn log(mut self, bytes: u64) -> Self {
        self.log = Some(bytes);
        self
    }

    /// Asks for bodies of requests of this many bytes.
    #[must_use]
    pub fn body(mut self, bytes: u64) -> Self {
        self.body = Some(bytes);
        self
    }

    /// Asks for this many bytes of outgoing requests.
    #[must_use]
    pub fn egress(mut self, bytes: u64) -> Self {
        self.egress = Some(bytes);
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
            host_call: self.host_call.or(other.host_call),
            handles: self.handles.or(other.handles),
            log: self.log.or(other.log),
            body: self.body.or(other.body),
            egress: self.egress.or(other.egress),
            requests: self.requests.or(other.requests),
            queue: self.queue.or(other.queue),
        }
    }
}
