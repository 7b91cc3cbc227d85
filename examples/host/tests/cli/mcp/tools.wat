;; Exports `example:mcp/tools`. The tool whose name begins with `t` traps, that with `s` spins, any other answers `hello`.
(component
  (core module $m
    (memory (export "memory") 2)
    (global $next (mut i32) (i32.const 1024))
    (data (i32.const 16) "hello")
    (func (export "realloc") (param i32 i32 i32 i32) (result i32)
      global.get $next
      (global.set $next (i32.add (global.get $next) (i32.and (i32.add (local.get 3) (i32.const 7)) (i32.const -8)))))
    (func (export "describe") (result i32) unreachable)
    (func (export "list") (result i32) unreachable)
    (func (export "call") (param $name i32) (param i32 i32 i32) (result i32)
      (if (i32.eq (i32.load8_u (local.get $name)) (i32.const 116)) (then unreachable))
      (if (i32.eq (i32.load8_u (local.get $name)) (i32.const 115)) (then (loop $spin (br $spin))))
      ;; ok(text("hello")), at 64: two tags of which each takes a word, then the text.
      (i32.store (i32.const 72) (i32.const 16))
      (i32.store (i32.const 76) (i32.const 5))
      (i32.const 64)))
  (core instance $i (instantiate $m))

  (type $server (record (field "name" string) (field "version" string) (field "title" string) (field "instructions" (option string))))
  (type $effect (enum "nothing" "adds" "changes"))
  (type $tool (record
    (field "name" string) (field "title" string) (field "description" string)
    (field "input-schema" string) (field "output-schema" (option string)) (field "effect" $effect)))
  (type $answer (variant (case "text" string) (case "json" string)))
  (type $error (variant (case "unknown-tool") (case "failed" string) (case "internal" string)))
  (func $describe (result (result $server (error $error)))
    (canon lift (core func $i "describe") (memory $i "memory")))
  (func $list (result (result (list $tool) (error $error)))
    (canon lift (core func $i "list") (memory $i "memory")))
  (func $call (param "name" string) (param "arguments" string) (result (result $answer (error $error)))
    (canon lift (core func $i "call") (memory $i "memory") (realloc (func $i "realloc"))))

  ;; Gives the types their names, which an interface must have.
  (component $named
    (type $server' (record (field "name" string) (field "version" string) (field "title" string) (field "instructions" (option string))))
    (import "server" (type $server (eq $server')))
    (type $effect' (enum "nothing" "adds" "changes"))
    (import "effect" (type $effect (eq $effect')))
    (type $tool' (record
      (field "name" string) (field "title" string) (field "description" string)
      (field "input-schema" string) (field "output-schema" (option string)) (field "effect" $effect)))
    (import "tool" (type $tool (eq $tool')))
    (type $answer' (variant (case "text" string) (case "json" string)))
    (import "answer" (type $answer (eq $answer')))
    (type $error' (variant (case "unknown-tool") (case "failed" string) (case "internal" string)))
    (import "error" (type $error (eq $error')))
    (import "describe" (func $describe (result (result $server (error $error)))))
    (import "list" (func $list (result (result (list $tool) (error $error)))))
    (import "call" (func $call (param "name" string) (param "arguments" string) (result (result $answer (error $error)))))

    (export $s "server" (type $server'))
    (export $f "effect" (type $effect'))
    (type $tool'' (record
      (field "name" string) (field "title" string) (field "description" string)
      (field "input-schema" string) (field "output-schema" (option string)) (field "effect" $f)))
    (export $t "tool" (type $tool''))
    (export $a "answer" (type $answer'))
    (export $e "error" (type $error'))
    (export "describe" (func $describe) (func (result (result $s (error $e)))))
    (export "list-tools" (func $list) (func (result (result (list $t) (error $e)))))
    (export "call-tool" (func $call)
      (func (param "name" string) (param "arguments" string) (result (result $a (error $e))))))
  (instance $tools (instantiate $named
    (with "server" (type $server)) (with "effect" (type $effect)) (with "tool" (type $tool))
    (with "answer" (type $answer)) (with "error" (type $error))
    (with "describe" (func $describe)) (with "list" (func $list)) (with "call" (func $call))))
  (export "example:mcp/tools@0.1.0" (instance $tools)))
