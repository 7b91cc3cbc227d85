//! Names of WIT that are words of Rust, acronyms, numbers or single letters, and worlds with very much in them.

use hostplug::{Caller, Lifecycle, Scope, host_plugin, wasmtime};

use crate::host::Host;

/// Every keyword in every place where WIT has a name, but for functions that a component exports: Wasmtime's bindings
/// have fields of those names. Types may not be called `box`, `option`, `result` or `send` there.
mod keywords {
    use super::*;

    #[host_plugin(
        world = "demo:keywords/plugin",
        inline = "
            package demo:keywords;
            interface functions {
                %abstract: func() -> u32; %as: func() -> u32; %async: func() -> u32; %await: func() -> u32;
                %become: func() -> u32; %box: func() -> u32; %break: func() -> u32; %const: func() -> u32;
                %continue: func() -> u32; %crate: func() -> u32; %do: func() -> u32; %dyn: func() -> u32;
                %else: func() -> u32; %enum: func() -> u32; %extern: func() -> u32; %false: func() -> u32;
                %final: func() -> u32; %fn: func() -> u32; %for: func() -> u32; %gen: func() -> u32;
                %if: func() -> u32; %impl: func() -> u32; %in: func() -> u32; %let: func() -> u32;
                %loop: func() -> u32; %macro: func() -> u32; %match: func() -> u32; %mod: func() -> u32;
                %move: func() -> u32; %mut: func() -> u32; %override: func() -> u32; %priv: func() -> u32;
                %pub: func() -> u32; %ref: func() -> u32; %return: func() -> u32; %self: func() -> u32;
                %static: func() -> u32; %struct: func() -> u32; %super: func() -> u32; %trait: func() -> u32;
                %true: func() -> u32; %try: func() -> u32; %type: func() -> u32; %typeof: func() -> u32;
                %unsafe: func() -> u32; %unsized: func() -> u32; %use: func() -> u32; %virtual: func() -> u32;
                %where: func() -> u32; %while: func() -> u32; %yield: func() -> u32;
                %union: func() -> u32; %raw: func() -> u32; %auto: func() -> u32; %default: func() -> u32;
            }
            interface types {
                record fields {
                    %abstract: u8, %as: u8, %async: u8, %await: u8, %become: u8, %box: u8, %break: u8, %const: u8,
                    %continue: u8, %crate: u8, %do: u8, %dyn: u8, %else: u8, %enum: u8, %extern: u8, %false: u8,
                    %final: u8, %fn: u8, %for: u8, %gen: u8, %if: u8, %impl: u8, %in: u8, %let: u8, %loop: u8,
                    %macro: u8, %match: u8, %mod: u8, %move: u8, %mut: u8, %override: u8, %priv: u8, %pub: u8,
                    %ref: u8, %return: u8, %self: u8, %static: u8, %struct: u8, %super: u8, %trait: u8, %true: u8,
                    %try: u8, %type: u8, %typeof: u8, %unsafe: u8, %unsized: u8, %use: u8, %virtual: u8,
                    %where: u8, %while: u8, %yield: u8,
                }
                enum cases { %as, %async, %box, %crate, %fn, %gen, %loop, %match, %mod, %super, %type, %use, %ok, %err,
                    %some, %none, %host, %result, %option, %vec, %string, %send }
                variant %variant { %as(u8), %try(string), %fn }
                flags %flags { %as, %crate, %fn, %type }
                type %as = u8;
                record %boxed { %dyn: option<%as> }
                enum %outcome { %ok, %err }
                record %string { %string: string }
                record %vec { %vec: list<u8> }
                record %optional { %option: option<u8> }
                enum %sent { %sync }
                enum %caller { %state }
            }
            interface %fn {
                use types.{%as, %boxed, %outcome, %string, %vec, %optional, %sent, %caller, cases, fields, %variant, %flags};
                %match: func(%self: u8, %as: %as, %type: %boxed, %super: cases, %crate: fields, %fn: %flags,
                    %loop: %variant) -> %as;
                %ok: func(%result: %string, %some: %vec, %none: %optional) -> result<%sent, %outcome>;
                %scope: func(%caller: %caller) -> result<string, %string>;
            }
            interface %impl {
                use types.{%as, %boxed, %outcome, %string, cases, fields};
                go: func(%self: u8, %as: %as, %type: %boxed, %super: cases, %crate: fields) -> result<%string, %outcome>;
                wait: async func(%async: %string, %await: list<%boxed>) -> %outcome;
            }
            world plugin { import types; import functions; import %fn; export %impl; }
        ",
        lifecycle
    )]
    struct Keywords;

    impl Lifecycle for Keywords {
        async fn bind(&self, _: &Scope, (): ()) -> wasmtime::Result<()> {
            Ok(())
        }
    }

    macro_rules! answers {
        ($($function:ident)*) => {
            impl keywords::functions::Host for Caller<'_, Keywords> {
                $(async fn $function(&mut self) -> hostplug::Result<u32> { Ok(1) })*
            }
        };
    }

    answers! {
        abstract_ as_ async_ await_ become_ box_ break_ const_ continue_ crate_ do_ dyn_ else_ enum_ extern_ false_
        final_ fn_ for_ gen_ if_ impl_ in_ let_ loop_ macro_ match_ mod_ move_ mut_ override_ priv_ pub_ ref_ return_
        self_ static_ struct_ super_ trait_ true_ try_ type_ typeof_ unsafe_ unsized_ use_ virtual_ where_ while_
        yield_ union raw auto default
    }

    use self::keywords::types::{As, Boxed, Cases, Fields, Flags, Variant};

    impl keywords::fn_::Host for Caller<'_, Keywords> {
        async fn match_(
            &mut self,
            self_: u8,
            _: As,
            _: Boxed,
            _: Cases,
            _: Fields,
            _: Flags,
            _: Variant,
        ) -> hostplug::Result<As> {
            Ok(self_)
        }

        async fn ok(
            &mut self,
            _: keywords::types::String,
            _: keywords::types::Vec,
            _: keywords::types::Optional,
        ) -> hostplug::Result<keywords::types::Sent, keywords::types::Outcome> {
            Ok(keywords::types::Sent::Sync)
        }

        async fn scope(
            &mut self,
            _: keywords::types::Caller,
        ) -> hostplug::Result<String, keywords::types::String> {
            Ok(String::new())
        }
    }

    #[tokio::test]
    async fn every_keyword_is_a_name_like_any_other() {
        Host::of(Keywords).await;
    }
}

mod shapes {
    use super::*;

    #[host_plugin(
        world = "demo-2:http3-x/plugin-1",
        inline = "
            package demo-2:http3-x@1.0.0;
            interface HTTP-get2 {
                record URL { A: u8, b-2: u8, c3po: u8, HTTP-version: u8 }
                enum a { b, C, d-4, e5f-6g }
                variant x { HTTP(string), y2k(URL) }
                f: func(a: a, B: URL, c-3: x) -> URL;
                GET-all2: func(HTTP: string, url2: string) -> list<string>;
                x-y-z: func();
            }
            interface b2b { A: func(); }
            world plugin-1 { import HTTP-get2; import b2b; export HTTP-get2; export b2b; }
        ",
        lifecycle
    )]
    struct Shapes;

    impl Lifecycle for Shapes {
        async fn bind(&self, _: &Scope, (): ()) -> wasmtime::Result<()> {
            Ok(())
        }
    }

    use self::http3_x::http_get2::{A, Url, X};

    impl http3_x::http_get2::Host for Caller<'_, Shapes> {
        async fn f(&mut self, _: A, _: Url, _: X) -> hostplug::Result<Url> {
            Ok(Url {
                a: 1,
                b_2: 2,
                c3po: 3,
                http_version: 4,
            })
        }

        async fn get_all2(&mut self, _: String, _: String) -> hostplug::Result<Vec<String>> {
            Ok(Vec::new())
        }

        async fn x_y_z(&mut self) -> hostplug::Result<()> {
            Ok(())
        }
    }

    impl http3_x::b2b::Host for Caller<'_, Shapes> {
        async fn a(&mut self) -> hostplug::Result<()> {
            Ok(())
        }
    }

    #[tokio::test]
    async fn acronyms_digits_and_letters_are_names() {
        Host::of(Shapes).await;
    }
}

/// A thousand cases, two hundred fields, and as many flags as there may be.
mod large {
    use super::*;

    #[host_plugin(world = "demo:large/plugin", path = "tests/plugin/large.wit")]
    struct Large;

    use self::large::large::{Bits, Code, Host as Convert, Row};

    impl Convert for Caller<'_, Large> {
        async fn convert(&mut self, code: Code) -> hostplug::Result<Code, Code> {
            Err(code.into())
        }

        async fn read(&mut self, row: Row) -> hostplug::Result<Bits> {
            Ok(match row.x199 {
                0 => Bits::B0,
                _ => Bits::B0 | Bits::B31,
            })
        }

        fn convert_code(&mut self, error: hostplug::Fail<Code>) -> hostplug::Result<Code> {
            error.into_wit()
        }
    }

    #[tokio::test]
    async fn types_may_be_large() {
        Host::of(Large).await;
        assert_eq!(Code::C999 as u32, 999);
        assert_ne!(Bits::B0, Bits::B31);
    }
}
