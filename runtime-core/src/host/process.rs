//! What the system says of this process.

use std::time::Duration;

/// CPU time of all threads.
#[cfg(unix)]
pub(super) fn cpu() -> Duration {
    use rustix::time::{ClockId, clock_gettime};

    Duration::try_from(clock_gettime(ClockId::ProcessCPUTime)).unwrap_or_default()
}

#[cfg(not(unix))]
pub(super) fn cpu() -> Duration {
    Duration::ZERO
}

/// Empty where the system does not say it in a file or in the environment.
pub(super) fn hostname() -> String {
    let file = std::fs::read_to_string("/proc/sys/kernel/hostname").ok();
    let name = file.or_else(|| {
        std::env::var("HOSTNAME")
            .or_else(|_| std::env::var("COMPUTERNAME"))
            .ok()
    });
    name.unwrap_or_default().trim_end().to_owned()
}

/// Bytes in physical memory.
#[cfg(target_os = "linux")]
pub(super) fn memory() -> u64 {
    let pages = std::fs::read_to_string("/proc/self/statm")
        .ok()
        .and_then(resident);
    pages.unwrap_or_default() * rustix::param::page_size() as u64
}

#[cfg(not(target_os = "linux"))]
pub(super) fn memory() -> u64 {
    0
}

/// The second number of `/proc/self/statm`.
#[cfg(target_os = "linux")]
fn resident(statm: String) -> Option<u64> {
    statm.split_whitespace().nth(1)?.parse().ok()
}
