use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use crate::exported::{Callable, Exported};
use crate::invoke::{InvokeError, Invoker};

/// Who calls: the workload, the component and the import that a binding serves.
///
/// A scope is made once when a workload starts and never changes while it runs.
#[derive(Clone, Default)]
#[non_exhaustive]
pub struct Scope {
    /// Namespace of the workload.
    pub namespace: String,
    /// Name of the workload.
    pub workload: String,
    /// Name of the component in its workload.
    pub component: String,
    /// Label of the binding: `default`, or the name under which the component imports the interface.
    pub label: String,
    /// Name of the plugin's instance (its backend) that the workload selected; `default` if it named none.
    pub instance: String,
    /// Free text that the workload carries, such as `team = "web"`.
    pub annotations: BTreeMap<String, String>,
    /// Configuration of the component. It may hold secrets, so [`Debug`](fmt::Debug) prints the keys only.
    pub config: BTreeMap<String, String>,
    invoker: Option<Arc<dyn Invoker>>,
    failure_report: Option<Arc<FailureReport>>,
}

type FailureReport = dyn Fn(&str) + Send + Sync;

impl Scope {
    /// A scope for the component `component` of the workload `workload`, all else at its default.
    pub fn new(workload: impl Into<String>, component: impl Into<String>) -> Self {
        Scope {
            namespace: "default".into(),
            workload: workload.into(),
            component: component.into(),
            label: "default".into(),
            instance: "default".into(),
            ..Scope::default()
        }
    }

    /// Lets the plugin call the component. Hosts do this; plugins ask for [`Scope::export`].
    #[must_use]
    pub fn with_invoker(mut self, invoker: Arc<dyn Invoker>) -> Self {
        self.invoker = Some(invoker);
        self
    }

    /// Sets who is told by [`report_failure`](Scope::report_failure). Hosts do this. It must not block.
    #[must_use]
    pub fn with_failure_report(mut self, report: impl Fn(&str) + Send + Sync + 'static) -> Self {
        self.failure_report = Some(Arc::new(report));
        self
    }

    /// Tells the host that the workload cannot go on because of something that no call of it can answer with an error:
    /// its backend has gone for good, or the license of its data has ended. The reason is read by whoever runs the host,
    /// so it must not hold secrets.
    ///
    /// The host takes the workload out of service, lets the calls that are under way end, unbinds it and remembers that
    /// it failed, and why; whether it is started again is not for the plugin to decide. During
    /// [`Lifecycle::bind`](crate::Lifecycle::bind) the start fails. A workload that stops already is not changed, and a
    /// second report is not heard.
    ///
    /// It returns at once, and can be called on any thread, for as long as the plugin keeps the scope.
    /// [`testing::Harness`](crate::testing::Harness) ignores it.
    ///
    /// ```
    /// # use hostplug::Scope;
    /// fn watch_backend(scope: Scope, lost: impl FnOnce() + Send + 'static) {
    ///     std::thread::spawn(move || {
    ///         lost();
    ///         scope.report_failure("the connection to the queue is lost");
    ///     });
    /// }
    /// ```
    pub fn report_failure(&self, reason: &str) {
        if let Some(report) = &self.failure_report {
            report(reason);
        }
    }

    /// The component's export of the interface `C`, to call it: `scope.export::<messaging::handler::Component>()`. There
    /// is none if the component does not export the interface, or exports only versions that are not compatible, or if
    /// the workload has it called by somebody else.
    ///
    /// [`Lifecycle::bind`](crate::Lifecycle::bind) can find it and keep it, but not call it yet: see
    /// [`Exported::ready`].
    ///
    /// # Panics
    /// `C` belongs to the bindings of another plugin, which calls the same interface.
    #[must_use = "a plugin calls a component through the handle that this finds"]
    pub fn export<C: Callable>(&self) -> Option<C> {
        Exported::find(self.invoker.as_ref()?, self)
    }

    /// Like [`export`](Scope::export), for a plugin that has no use for a component without the interface.
    ///
    /// # Errors
    /// [`InvokeError::NotExported`], with a text for whoever starts the workload.
    ///
    /// # Panics
    /// Those of [`export`](Scope::export).
    pub fn require<C: Callable>(&self) -> Result<C, InvokeError> {
        self.export().ok_or_else(|| InvokeError::NotExported {
            component: self.component.clone(),
            interface: C::INTERFACE.to_owned(),
        })
    }

    /// The name of the data that a binding reaches: `instance/namespace/workload`, or `instance` if it is shared by all
    /// workloads. `/` and `%` in a name are escaped, so that no other scope can run into it.
    ///
    /// ```
    /// let scope = hostplug::Scope::new("shop", "web");
    /// assert_eq!(scope.space(false), "default/default/shop");
    /// assert_eq!(scope.space(true), "default");
    /// ```
    pub fn space(&self, shared: bool) -> String {
        let names = [&self.instance, &self.namespace, &self.workload];
        let names = names.map(|name| name.replace('%', "%25").replace('/', "%2F"));
        names[..if shared { 1 } else { 3 }].join("/")
    }
}

impl fmt::Debug for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scope")
            .field("namespace", &self.namespace)
            .field("workload", &self.workload)
            .field("component", &self.component)
            .field("label", &self.label)
            .field("instance", &self.instance)
            .field("annotations", &self.annotations)
            .field("config", &self.config.keys().collect::<Vec<_>>())
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_of_the_configuration_are_not_printed() {
        let mut scope = Scope::new("shop", "web");
        scope.config.insert("token".into(), "hunter2".into());
        let text = format!("{scope:?}");
        assert!(
            text.contains("token") && !text.contains("hunter2"),
            "{text}"
        );
    }

    #[test]
    fn scopes_share_a_space_only_if_they_are_of_one_workload() {
        let scope = |namespace: &str, workload: &str| {
            let mut scope = Scope::new(workload, "web");
            scope.namespace = namespace.into();
            scope
        };
        let space = scope("a/b", "c").space(false);
        assert_eq!(space, "default/a%2Fb/c");
        for (namespace, workload) in [("a", "b/c"), ("a%2Fb", "c"), ("a", "b"), ("", "")] {
            assert_ne!(scope(namespace, workload).space(false), space);
        }
        let jobs = Scope {
            component: "jobs".into(),
            label: "l".into(),
            ..scope("a/b", "c")
        };
        assert_eq!(jobs.space(false), space);
    }

    #[test]
    fn a_shared_space_is_that_of_the_instance() {
        let shop = Scope {
            instance: "a/b".into(),
            ..Scope::new("shop", "web")
        };
        let blog = Scope {
            instance: "a/b".into(),
            ..Scope::new("blog", "web")
        };
        assert_eq!(shop.space(true), "a%2Fb");
        assert_eq!(blog.space(true), "a%2Fb");
    }
}
