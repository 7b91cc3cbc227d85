//! A plan as a tree of lines.

use super::group::{Group, groups};
use super::words::{handler, provider, reason, visible};
use crate::resolve::{ComponentPlan, Plan, Provider, RoutePlan};
use crate::spec::InstancePolicy;

/// How many characters of a digest are enough to tell components apart.
const DIGEST: usize = 12;

pub(super) fn write(plan: &Plan) -> String {
    let components = plan
        .components
        .iter()
        .map(|(name, component)| component_branch(plan, name, component));
    let routes = plan
        .routes
        .iter()
        .map(|route| Branch::leaf(route_line(route)));
    let root = Branch {
        line: format!(
            "workload {} (engine {})",
            visible(&plan.workload),
            plan.profile
        ),
        branches: components.chain(routes).collect(),
    };
    let mut text = String::new();
    root.write(&mut text, "", "");
    text
}

/// A line and what belongs to it.
struct Branch {
    line: String,
    branches: Vec<Branch>,
}

impl Branch {
    fn leaf(line: String) -> Self {
        Branch {
            line,
            branches: Vec::new(),
        }
    }

    fn write(&self, text: &mut String, first: &str, rest: &str) {
        text.push_str(first);
        text.push_str(&self.line);
        text.push('\n');
        let last = self.branches.len().saturating_sub(1);
        for (index, branch) in self.branches.iter().enumerate() {
            let (corner, bar) = match index == last {
                true => ("└─ ", "   "),
                false => ("├─ ", "│  "),
            };
            branch.write(text, &format!("{rest}{corner}"), &format!("{rest}{bar}"));
        }
    }
}

fn component_branch(plan: &Plan, name: &str, component: &ComponentPlan) -> Branch {
    let is_entry = plan.entries.contains(name);
    let imports = groups(component)
        .into_iter()
        .map(|group| Branch::leaf(import_line(&group)));
    let exports = component.exports.iter().filter(|_| is_entry);
    let exports = exports.map(|export| Branch::leaf(export_line(export, component)));
    let policy = component.instance;
    let policy = (policy != InstancePolicy::Fresh).then(|| format!("instances: {policy}"));
    let policy = policy.into_iter().map(Branch::leaf);
    Branch {
        line: component_line(name, component, is_entry),
        branches: policy.chain(exports).chain(imports).collect(),
    }
}

fn component_line(name: &str, component: &ComponentPlan, is_entry: bool) -> String {
    let entry = if is_entry { "entry, " } else { "" };
    let digest = component.digest.get(..DIGEST).unwrap_or(&component.digest);
    let size = size(component.size);
    format!(
        "component {} ({entry}{size}, sha256 {digest})",
        visible(name)
    )
}

fn export_line(export: &str, component: &ComponentPlan) -> String {
    let handlers = component.handlers.iter();
    let callers = handlers.filter(|handler| handler.export == export);
    callers.fold(format!("exports {}", visible(export)), |line, caller| {
        format!("{line} <- called by {}", handler(caller))
    })
}

fn import_line(group: &Group<'_>) -> String {
    let (import, planned) = (&group.title, group.planned);
    let difference = match (&group.difference, &planned.provider) {
        (None, _) => String::new(),
        (Some(served), Provider::Builtin { .. }) => format!(" {served}"),
        (Some(served), _) => format!(", as {served}"),
    };
    let provider = provider(&planned.provider);
    let reason = reason(planned.reason);
    format!("{import} <- {provider}{difference}: {reason}")
}

fn route_line(route: &RoutePlan) -> String {
    let RoutePlan {
        host,
        path,
        component,
    } = route;
    format!(
        "route {}{} -> component {}",
        visible(host),
        visible(path),
        visible(component)
    )
}

fn size(bytes: usize) -> String {
    match bytes {
        0..1024 => format!("{bytes} B"),
        bytes => format!("{} KiB", bytes.div_ceil(1024)),
    }
}
