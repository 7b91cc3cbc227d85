mod chain;
mod choice;
mod cross;
mod fit;
mod handlers;
mod help;
mod isolated;
mod named;
mod near;
mod order;
mod profile;
mod refuse;
mod route;
mod version;

use std::collections::BTreeMap;

use hostplug::{Interface, Registration};

use super::{Offer, Plan, Problem, Provider, Report, resolve};
use crate::part::Part;
use crate::spec::Workload;

/// A workload as its user writes it, its components, and what the host offers.
#[derive(Clone, Default)]
struct Case {
    document: String,
    parts: BTreeMap<String, Part>,
    offers: Vec<Offer>,
}

impl Case {
    /// A component whose imports and exports are interfaces with one function, `f`.
    fn component(self, name: &str, imports: &[&str], exports: &[&str]) -> Self {
        let imports = imports
            .iter()
            .map(|import| format!(r#"(import "{import}" (instance (export "f" (func))))"#));
        let exports = exports
            .iter()
            .map(|export| format!(r#"(export "{export}" (instance $exported))"#));
        let wat = format!(
            r#"(component
                {}
                (core module $m (func (export "f")))
                (core instance $i (instantiate $m))
                (func $f (canon lift (core func $i "f")))
                (instance $exported (export "f" (func $f)))
                {})"#,
            imports.collect::<String>(),
            exports.collect::<String>(),
        );
        self.wat(name, &wat)
    }

    fn wat(mut self, name: &str, wat: &str) -> Self {
        let bytes = wat::parse_str(wat).unwrap_or_else(|error| panic!("{name}: {error}"));
        self.parts
            .insert(name.to_owned(), Part::parse(name, bytes).unwrap());
        self.lines(&format!("[components.{name}]\npath = \"{name}.wasm\""))
    }

    /// A plugin whose interfaces have one function, `f`.
    fn plugin(self, name: &str, interfaces: &[&str]) -> Self {
        let mut registration = Registration::new(name);
        registration.imports = interfaces
            .iter()
            .map(|interface| Interface::new(interface.parse().unwrap(), vec!["f".to_owned()]))
            .collect();
        self.offer(name, registration)
    }

    fn offer(mut self, name: &str, registration: Registration) -> Self {
        self.offers.push(Offer::new(name, registration).unwrap());
        self
    }

    /// Interfaces with one function, `f`, that the plugin that was added last calls.
    fn calling(mut self, interfaces: &[&str]) -> Self {
        let registration = &mut self.offers.last_mut().unwrap().registration;
        registration.exports = interfaces
            .iter()
            .map(|interface| Interface::new(interface.parse().unwrap(), vec!["f".to_owned()]))
            .collect();
        self
    }

    /// Declares an instance of the plugin that was added last.
    fn instance(mut self, name: &str) -> Self {
        self.offers
            .last_mut()
            .unwrap()
            .instances
            .insert(name.to_owned());
        self
    }

    /// Lines at the end of the document.
    fn lines(mut self, lines: &str) -> Self {
        self.document += lines;
        self.document += "\n";
        self
    }

    fn link(self, from: &str, import: &str, to: &str) -> Self {
        self.lines(&format!(
            "[[links]]\nfrom = {{ component = \"{from}\", import = \"{import}\" }}\nto = {to}"
        ))
    }

    fn resolve(&self) -> Result<Plan, Report> {
        let components = if self.parts.is_empty() {
            "components = {}\n"
        } else {
            ""
        };
        let text = format!("name = \"shop\"\n{components}{}", self.document);
        let workload =
            Workload::from_toml(&text, "").unwrap_or_else(|error| panic!("{error}\n{text}"));
        resolve(&workload, &self.parts, &self.offers)
    }

    fn plan(&self) -> Plan {
        self.resolve().unwrap_or_else(|report| panic!("{report}"))
    }

    fn problems(&self) -> Vec<Problem> {
        self.resolve().unwrap_err().problems
    }

    /// The text of the only problem.
    fn problem(&self) -> String {
        let problems = self.problems();
        let [problem] = problems.as_slice() else {
            panic!("{problems:?}")
        };
        problem.to_string()
    }

    /// Who serves an import, in few words.
    fn provider(&self, component: &str, import: &str) -> String {
        describe(&self.plan().components[component].imports[import].provider)
    }
}

/// What the help of the only problem says to write.
fn written(problem: &str) -> &str {
    let lines = problem.split_once(":\n[");
    let (before, _) = lines.unwrap_or_else(|| panic!("{problem}"));
    &problem[before.len() + 2..]
}

fn describe(provider: &Provider) -> String {
    match provider {
        Provider::Sibling {
            component, export, ..
        } => format!("component {component} {export}"),
        Provider::Isolated {
            component, export, ..
        } => format!("isolated {component} {export}"),
        Provider::Plugin {
            plugin,
            interface,
            label,
            instance,
            ..
        } => {
            format!("plugin {plugin} {interface} {label} {instance}")
        }
        Provider::Builtin { interface } => format!("builtin {interface}"),
        Provider::Types => "types".to_owned(),
    }
}
