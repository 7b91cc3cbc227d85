//! What each entry of a workload may use: what its component asks for, else its workload, else what the host says.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::budget::{Allowed, EntryLimits};
use crate::caps::Caps;
use crate::error::Error;
use crate::limits::size;
use crate::resolve::{ComponentPlan, Plan};
use crate::spec::{Component, Limits, OwnLimits, Workload};

/// The words of a host.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct HostLimits {
    /// Where nobody asks for others.
    pub(super) default: Limits,
    /// The largest that can be asked for, if they are not the default.
    pub(super) most: Option<Limits>,
}

impl HostLimits {
    pub(super) fn of(
        &self,
        workload: &Workload,
        plan: &Plan,
    ) -> Result<BTreeMap<String, EntryLimits>, Error> {
        let mut limits = BTreeMap::new();
        let any_command = plan.components.values().any(ComponentPlan::is_command);
        self.check(workload.limits, "the workload", any_command)?;
        for (name, component) in &workload.components {
            let place = format!("component `{name}`");
            let planned = plan.components.get(name);
            let is_command = planned.is_some_and(ComponentPlan::is_command);
            self.check(component.limits, &place, is_command)?;
            if plan.entries.contains(name) {
                limits.insert(
                    name.clone(),
                    self.entry(component.limits.or(workload.limits)),
                );
            } else if component.limits != OwnLimits::default() {
                return Err(refused(
                    format!(
                        "{place} has limits, but it is no entry, and one with those that import it"
                    ),
                    "write them in `[limits]` of the workload, or set `isolated = true` and `limits` in a link to it",
                ));
            }
        }
        Ok(limits)
    }

    /// What a component may print in a second, be it an entry or not.
    pub(super) fn log(&self, workload: &Workload, component: &Component) -> u64 {
        let asked = component.limits.or(workload.limits).log;
        asked.unwrap_or(self.default.log).min(self.most().log)
    }

    fn most(&self) -> Limits {
        self.most.unwrap_or(self.default)
    }

    /// What a command may ask for and a call may not is cut for its calls.
    fn check(&self, asked: OwnLimits, place: &str, is_command: bool) -> Result<(), Error> {
        let most = self.most();
        let sizes = [
            ("memory", asked.memory, most.memory),
            ("host-call", asked.host_call, most.host_call),
            ("log", asked.log, most.log),
            ("body", asked.body, most.body),
            ("egress", asked.egress, most.egress),
        ];
        for (key, asked, most) in sizes {
            if let Some(asked) = asked.filter(|asked| *asked > most) {
                return Err(too_much(place, key, size(asked), size(most)));
            }
        }
        if let Some(handles) = asked.handles.filter(|handles| *handles > most.handles) {
            let (asked, most) = (handles.to_string(), most.handles.to_string());
            return Err(too_much(place, "handles", asked, most));
        }
        for (key, asked, most) in [
            ("requests", asked.requests, most.requests),
            ("queue", asked.queue, most.queue),
        ] {
            if let Some(calls) = asked.filter(|calls| *calls > most) {
                return Err(too_much(place, key, calls.to_string(), most.to_string()));
            }
        }
        let times = [
            ("cpu", asked.cpu, most.cpu, most.command_cpu),
            ("time", asked.time, most.time, most.command_time),
        ];
        for (key, asked, call, command) in times {
            let most = match is_command {
                true => command.map(|command| command.max(call)),
                false => Some(call),
            };
            if let (Some(asked), Some(most)) = (asked, most)
                && asked > most
            {
                return Err(too_much(place, key, words(asked), words(most)));
            }
        }
        Ok(())
    }

    fn entry(&self, asked: OwnLimits) -> EntryLimits {
        let (default, most) = (&self.default, self.most());
        EntryLimits {
            memory: asked.memory.unwrap_or(default.memory).min(most.memory),
            caps: Caps {
                host_call: asked
                    .host_call
                    .unwrap_or(default.host_call)
                    .min(most.host_call),
                handles: asked.handles.unwrap_or(default.handles).min(most.handles),
            },
            body: asked.body.unwrap_or(default.body).min(most.body),
            egress: asked.egress.unwrap_or(default.egress).min(most.egress),
            call: Allowed {
                cpu: Some(asked.cpu.unwrap_or(default.cpu).min(most.cpu)),
                time: Some(asked.time.unwrap_or(default.time).min(most.time)),
            },
            command: Allowed {
                cpu: least(asked.cpu.or(default.command_cpu), most.command_cpu),
                time: least(asked.time.or(default.command_time), most.command_time),
            },
            requests: asked
                .requests
                .unwrap_or(default.requests)
                .min(most.requests),
            queue: asked.queue.unwrap_or(default.queue).min(most.queue),
        }
    }
}

fn least(asked: Option<Duration>, most: Option<Duration>) -> Option<Duration> {
    match (asked, most) {
        (Some(asked), Some(most)) => Some(asked.min(most)),
        (asked, most) => asked.or(most),
    }
}

fn words(time: Duration) -> String {
    humantime::format_duration(time).to_string()
}

fn too_much(place: &str, key: &str, asked: String, most: String) -> Error {
    refused(
        format!("`limits.{key}` of {place} is `{asked}`, and this host allows at most `{most}`"),
        "ask for less, or let the host allow more: `max-limits` in the host file, or `HostBuilder::max_limits`",
    )
}

fn refused(message: String, help: &'static str) -> Error {
    Error::Limits { message, help }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn second(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[test]
    fn commands_have_time_and_calls_do_not() {
        let limits = HostLimits::default().entry(OwnLimits::default());
        assert_eq!((limits.command.cpu, limits.command.time), (None, None));
        let (cpu, time) = (Some(second(10)), Some(second(60)));
        assert_eq!((limits.call.cpu, limits.call.time), (cpu, time));
    }

    #[test]
    fn a_command_may_ask_for_more_than_a_call_and_its_calls_do_not_get_it() {
        let host = HostLimits::default();
        let asked = OwnLimits::default().time(second(3600));
        assert!(host.check(asked, "component `a`", true).is_ok());
        let limits = host.entry(asked);
        assert_eq!(limits.command.time, Some(second(3600)));
        assert_eq!(limits.call.time, Some(second(60)));
    }

    #[test]
    fn what_the_host_says_of_commands_holds() {
        let host = HostLimits {
            default: Limits::default().command_cpu(second(20)),
            most: Some(Limits::default().command_cpu(second(30))),
        };
        assert_eq!(
            host.entry(OwnLimits::default()).command.cpu,
            Some(second(20))
        );
        let asked = OwnLimits::default().cpu(second(31));
        assert!(host.check(asked, "component `a`", true).is_err());
    }

    #[test]
    fn more_than_the_host_allows_is_refused_by_its_key() {
        let host = HostLimits::default();
        let asked = OwnLimits::default().memory(257 << 20);
        let error = host.check(asked, "component `a`", false).unwrap_err();
        let text = "`limits.memory` of component `a` is `257 MiB`, and this host allows at most `256 MiB`\n\
            help: ask for less, or let the host allow more: `max-limits` in the host file, or `HostBuilder::max_limits`";
        assert_eq!(error.to_string(), text);
        let asked = OwnLimits::default().cpu(second(11));
        let error = host.check(asked, "component `a`", false).unwrap_err();
        assert!(
            error
                .to_string()
                .contains("`limits.cpu` of component `a` is `11s`")
        );
    }
}
