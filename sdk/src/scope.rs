use std::collections::BTreeMap;
use std::fmt;

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
}

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
        assert!(text.contains("token") && !text.contains("hunter2"), "{text}");
    }
}
