;; Exports a core module, imports another one, and has one with a tag.
(component
  (import "engine" (core module $engine (export "get" (func (result i32)))))
  (core module $tags (tag (export "oops") (param i32)))
  (core instance (instantiate $tags))
  (core instance $i (instantiate $engine))
  (func $get (result u32) (canon lift (core func $i "get")))
  (export "get" (func $get))
  (core module $own (func (export "get") (result i32) (i32.const 1)))
  (export "engine" (core module $own)))
