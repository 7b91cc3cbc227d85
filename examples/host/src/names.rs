//! Finding a function by as much of its name as is clear.

use anyhow::{Result, anyhow};
use hostplug_runtime::hostplug::wasmtime::component::types::ComponentFunc;

use crate::wave;

/// The functions of a component, by `interface#function`.
pub(crate) struct Functions<'a> {
    component: &'a str,
    all: Vec<(String, ComponentFunc)>,
}

impl<'a> Functions<'a> {
    pub(crate) fn new(component: &'a str, all: Vec<(String, ComponentFunc)>) -> Self {
        Functions { component, all }
    }

    /// The function that has this name in full, or the only one that has it in short.
    pub(crate) fn find(&self, wanted: &str) -> Result<(&str, &ComponentFunc)> {
        let exact = self.all.iter().find(|(name, _)| name == wanted);
        let found: Vec<_> = match exact {
            Some(exact) => vec![exact],
            None => self
                .all
                .iter()
                .filter(|(name, _)| forms(name).iter().any(|form| form == wanted))
                .collect(),
        };
        match found.as_slice() {
            [(name, function)] => Ok((name, function)),
            [] => Err(self.unknown(wanted)),
            several => Err(self.ambiguous(wanted, several)),
        }
    }

    fn unknown(&self, wanted: &str) -> anyhow::Error {
        let component = self.component;
        let near = match self.nearest(wanted) {
            Some(near) => format!("\nhelp: did you mean `{near}`?"),
            None => String::new(),
        };
        let all: Vec<_> = self.all.iter().collect();
        match all.is_empty() {
            true => anyhow!("component `{component}` exports no function"),
            false => anyhow!(
                "component `{component}` exports no function `{wanted}`{near}\nnote: it exports{}",
                list(&all)
            ),
        }
    }

    fn ambiguous(&self, wanted: &str, found: &[&(String, ComponentFunc)]) -> anyhow::Error {
        anyhow!(
            "component `{}` exports several functions `{wanted}`\nhelp: name the interface as well{}",
            self.component,
            list(found)
        )
    }

    /// A form of a name that differs in at most a third of it.
    fn nearest(&self, wanted: &str) -> Option<String> {
        let forms = self.all.iter().flat_map(|(name, _)| forms(name));
        let distances = forms.map(|form| (strsim::damerau_levenshtein(&form, wanted), form));
        let (distance, nearest) = distances.min()?;
        (distance <= nearest.len() / 3).then_some(nearest)
    }
}

/// The function without its interface.
pub(crate) fn function_of(name: &str) -> &str {
    name.rsplit_once('#').map_or(name, |(_, function)| function)
}

/// `ns:package/interface@1.0.0#f`, `ns:package/interface#f`, `interface#f`, `f`; for what belongs to a resource, each
/// also without the kind in brackets.
fn forms(name: &str) -> Vec<String> {
    let (interfaces, function) = match name.rsplit_once('#') {
        Some((interface, function)) => (interface_forms(interface), function),
        None => (Vec::new(), name),
    };
    let plain = function.rsplit(']').next().unwrap_or(function);
    let functions = [function, plain];
    let long = interfaces
        .iter()
        .flat_map(|interface| functions.map(|function| format!("{interface}#{function}")));
    long.chain(functions.map(str::to_owned)).collect()
}

fn interface_forms(interface: &str) -> Vec<&str> {
    let unversioned = interface.split('@').next().unwrap_or(interface);
    let short = unversioned.rsplit('/').next().unwrap_or(unversioned);
    vec![interface, unversioned, short]
}

fn list(functions: &[&(String, ComponentFunc)]) -> String {
    let line = |(name, function): &&(String, ComponentFunc)| {
        format!("\n  {name}: {}", wave::signature(function))
    };
    functions.iter().map(line).collect()
}
