//! WIT that nobody thought of, and what may become of it.

use std::fmt::Write;

use crate::random::Random;

/// A package with one world, which imports all of its interfaces.
#[derive(Clone, Debug)]
pub(crate) struct Wit {
    minor: usize,
    interfaces: Vec<Interface>,
    /// Names are never used again: what is gone does not come back as something else.
    names: usize,
}

#[derive(Clone, Debug)]
struct Interface {
    name: String,
    functions: Vec<Function>,
    types: Vec<Type>,
}

#[derive(Clone, Debug)]
struct Function {
    name: String,
    is_async: bool,
    param: String,
    result: String,
}

#[derive(Clone, Debug)]
struct Type {
    name: String,
    /// Methods of a resource; other types have none.
    methods: Option<Vec<Function>>,
}

const PLAIN: &[&str] = &[
    "u32",
    "string",
    "list<u8>",
    "option<bool>",
    "result<_, string>",
    "tuple<u8, char>",
];

impl Wit {
    pub(crate) fn new(random: &mut Random) -> Self {
        let mut wit = Wit {
            minor: 1,
            interfaces: Vec::new(),
            names: 0,
        };
        for _ in 0..1 + random.below(3) {
            wit.add_interface(random);
        }
        wit
    }

    /// Adds, removes and changes a few things, and raises the version or not.
    pub(crate) fn changed(&self, random: &mut Random) -> Self {
        let mut wit = self.clone();
        wit.minor += random.below(2);
        for _ in 0..1 + random.below(5) {
            let index = random.below(wit.interfaces.len());
            match random.below(8) {
                0 => wit.add_interface(random),
                1 if wit.interfaces.len() > 1 => drop(wit.interfaces.remove(index)),
                2 => wit.add_type(index, random),
                3 => wit.remove_type(index, random),
                4 => wit.interfaces[index].remove_function(random),
                5 => wit.interfaces[index].change_function(random),
                _ => wit.add_function(index, random),
            }
        }
        wit
    }

    fn name(&mut self, prefix: &str) -> String {
        self.names += 1;
        format!("{prefix}{}", self.names)
    }

    fn add_interface(&mut self, random: &mut Random) {
        let name = self.name("i");
        self.interfaces.push(Interface {
            name,
            functions: Vec::new(),
            types: Vec::new(),
        });
        let index = self.interfaces.len() - 1;
        for _ in 0..random.below(3) {
            self.add_type(index, random);
        }
        for _ in 0..1 + random.below(3) {
            self.add_function(index, random);
        }
    }

    fn add_type(&mut self, index: usize, random: &mut Random) {
        let is_resource = random.one_in(2);
        let name = self.name(if is_resource { "r" } else { "t" });
        let count = random.below(3);
        let methods = is_resource.then(|| {
            let methods = (0..count).map(|_| self.function(index, random));
            methods.collect()
        });
        self.interfaces[index].types.push(Type { name, methods });
    }

    /// What used the type uses another one from then on.
    fn remove_type(&mut self, index: usize, random: &mut Random) {
        let interface = &mut self.interfaces[index];
        if interface.types.is_empty() {
            return;
        }
        let gone = random.below(interface.types.len());
        let gone = interface.types.remove(gone).name;
        let methods = interface.types.iter_mut().flat_map(|ty| &mut ty.methods);
        for function in methods.flatten().chain(&mut interface.functions) {
            for ty in [&mut function.param, &mut function.result] {
                if ty.contains(&gone) {
                    *ty = "u64".to_owned();
                }
            }
        }
    }

    fn add_function(&mut self, index: usize, random: &mut Random) {
        let function = self.function(index, random);
        let interface = &mut self.interfaces[index];
        let at = random.below(interface.functions.len() + 1);
        interface.functions.insert(at, function);
    }

    fn function(&mut self, index: usize, random: &mut Random) -> Function {
        let interface = &self.interfaces[index];
        let (param, result) = (interface.ty(random), interface.ty(random));
        Function {
            name: self.name("f"),
            is_async: random.one_in(6),
            param,
            result,
        }
    }
}

impl Interface {
    fn ty(&self, random: &mut Random) -> String {
        let own: Vec<_> = self.types.iter().map(|ty| ty.name.as_str()).collect();
        if own.is_empty() || random.one_in(2) {
            return random.pick(PLAIN).to_owned();
        }
        let own = random.pick(&own);
        match random.below(3) {
            0 => format!("list<{own}>"),
            // A resource cannot be an error.
            1 if own.starts_with('t') => format!("result<u8, {own}>"),
            _ => own.to_owned(),
        }
    }

    /// One is left, so that there is something to serve.
    fn remove_function(&mut self, random: &mut Random) {
        if self.functions.len() > 1 {
            self.functions.remove(random.below(self.functions.len()));
        }
    }

    fn change_function(&mut self, random: &mut Random) {
        let (param, result) = (self.ty(random), self.ty(random));
        let index = random.below(self.functions.len());
        let function = &mut self.functions[index];
        match random.below(3) {
            0 => function.param = param,
            1 => function.result = result,
            _ => function.is_async = !function.is_async,
        }
    }

    fn text(&self) -> String {
        let mut text = format!("interface {} {{\n", self.name);
        for ty in &self.types {
            text += &match &ty.methods {
                Some(methods) => format!("resource {} {{\n{}}}\n", ty.name, functions(methods)),
                None => format!("variant {} {{ gone, other(string) }}\n", ty.name),
            };
        }
        text + &functions(&self.functions) + "}\n"
    }
}

fn functions(functions: &[Function]) -> String {
    let mut text = String::new();
    for function in functions {
        let word = if function.is_async { "async " } else { "" };
        let Function {
            name,
            param,
            result,
            ..
        } = function;
        let _ = writeln!(text, "{name}: {word}func(p-{name}: {param}) -> {result};");
    }
    text
}

impl std::fmt::Display for Wit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(f, "package a:b@0.{}.0;", self.minor)?;
        for interface in &self.interfaces {
            f.write_str(&interface.text())?;
        }
        let imports = self.interfaces.iter();
        let imports = imports.map(|interface| format!("import {}; ", interface.name));
        writeln!(f, "world w {{ {}}}", imports.collect::<String>())
    }
}
