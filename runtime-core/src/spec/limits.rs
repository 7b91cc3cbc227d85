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
    /// Bytes that the body of one request may have.
    pub body: u64,
    /// Bytes that the outgoing requests of one component of one instance may send and receive together, without headers.
    pub egress: u64,
}

impl Default for Limits {
    /// 256 MiB of memory; bodies of 32 MiB; 1 GiB of outgoing requests; 10 seconds of a thread and 60 seconds by the clock, but no limit of time for commands.
    fn default() -> Self {
        Limits {
            memory: 256 << 20,
            cpu: Duration::from_secs(10),
            time: Duration::from_secs(60),
            command_cpu: None,
            command_time: None,
            body: 32 << 20,
            egress: 1 << 30,
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
            body: own.body.unwrap_or(self.body),
            egress: own.egress.unwrap_or(self.egress),
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
    /// In the place of [`Limits::body`].
    pub body: Option<u64>,
    /// In the place of [`Limits::egress`].
    pub egress: Option<u64>,
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

    /// These, and those of `other` where these say nothing.
    pub(crate) fn or(self, other: Self) -> Self {
        OwnLimits {
            memory: self.memory.or(other.memory),
            cpu: self.cpu.or(other.cpu),
            time: self.time.or(other.time),
            body: self.body.or(other.body),
            egress: self.egress.or(other.egress),
        }
    }
}
