//! Components as text: imports, core functions that call them, and exports.

use std::fmt::Write as _;

/// Writes a component whose core functions call what it imports.
#[derive(Default)]
pub(crate) struct Wat {
    definitions: String,
    lowered: String,
    core_imports: String,
    core_exports: String,
    code: String,
    lifted: String,
}

impl Wat {
    /// A component that imports these interfaces, each `(import "..." (instance $name ..))`.
    pub(crate) fn new(imports: &str) -> Self {
        Wat {
            definitions: imports.to_owned(),
            ..Wat::default()
        }
    }

    /// Gives core code the function `function` of the imported `instance`, under the name `$name`.
    pub(crate) fn lower(self, name: &str, instance: &str, function: &str, ty: &str) -> Self {
        let lowered = format!(
            r#"canon lower (func ${instance} "{function}") (memory $memory) (realloc (func $realloc))"#
        );
        self.canon(name, &lowered, ty)
    }

    /// Gives core code the result of any canonical definition.
    pub(crate) fn canon(mut self, name: &str, definition: &str, ty: &str) -> Self {
        writeln!(self.lowered, "(core func ${name} ({definition}))").unwrap();
        writeln!(
            self.core_imports,
            r#"(import "host" "{name}" (func ${name} {ty}))"#
        )
        .unwrap();
        writeln!(self.core_exports, r#"(export "{name}" (func ${name}))"#).unwrap();
        self
    }

    /// Exports a core function with this body as a function of the component.
    pub(crate) fn export(mut self, name: &str, ty: &str, core_ty: &str, body: &str) -> Self {
        writeln!(self.code, r#"(func (export "{name}") {core_ty} {body})"#).unwrap();
        writeln!(
            self.lifted,
            r#"(func (export "{name}") {ty}
                 (canon lift (core func $main "{name}") (memory $memory) (realloc (func $realloc))))"#
        )
        .unwrap();
        self
    }

    /// Exports a core function that ends its task by `task.return`, as it must to call `async` functions.
    pub(crate) fn export_async(mut self, name: &str, ty: &str, body: &str) -> Self {
        writeln!(
            self.code,
            r#"(func (export "{name}") (result i32) {body} (i32.const 0))"#
        )
        .unwrap();
        writeln!(
            self.lifted,
            r#"(func (export "{name}") async {ty}
                 (canon lift (core func $main "{name}") async (callback (func $main "callback"))))"#
        )
        .unwrap();
        self
    }

    pub(crate) fn text(&self) -> String {
        let Wat {
            definitions,
            lowered,
            core_imports,
            core_exports,
            code,
            lifted,
        } = self;
        format!(
            r#"(component
                {definitions}
                (core module $libc
                    (memory (export "memory") 1)
                    (global $next (mut i32) (i32.const 4096))
                    (func (export "realloc") (param i32 i32 i32 i32) (result i32)
                        (global.set $next (i32.and (i32.add (global.get $next) (i32.const 7)) (i32.const -8)))
                        (global.get $next)
                        (global.set $next (i32.add (global.get $next) (local.get 3)))))
                (core instance $libc (instantiate $libc))
                (alias core export $libc "memory" (core memory $memory))
                (alias core export $libc "realloc" (core func $realloc))
                {lowered}
                (core module $main
                    (import "libc" "memory" (memory 1))
                    {core_imports}
                    (func (export "callback") (param i32 i32 i32) (result i32) unreachable)
                    {code})
                (core instance $main (instantiate $main
                    (with "libc" (instance $libc))
                    (with "host" (instance {core_exports}))))
                {lifted})"#
        )
    }
}

/// A component that imports the function `function` of `interface`, without parameters and with a result of one
/// core value, and exports it as `run`.
pub(crate) fn forwarding(interface: &str, function: &str, result: &str) -> String {
    let ty = format!("(result {result})");
    Wat::new(&format!(
        r#"(import "{interface}" (instance $i (export "{function}" (func {ty}))))"#
    ))
    .lower("f", "i", function, "(result i32)")
    .export("run", &ty, "(result i32)", "(call $f)")
    .text()
}
