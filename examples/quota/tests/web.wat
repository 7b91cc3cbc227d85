(component
    (import "acme:quota/budget@0.1.0" (instance $budget
        (type $error' (variant (case "exhausted" u32)))
        (export "error" (type $error (eq $error')))
        (export "left" (func (result u32)))
        (export "spend" (func (param "units" u32) (result (result (error $error)))))))
    (core module $memory (memory (export "memory") 1))
    (core instance $memory (instantiate $memory))
    (core func $left (canon lower (func $budget "left")))
    (core func $spend (canon lower (func $budget "spend") (memory $memory "memory")))
    (core module $code
        (import "budget" "left" (func $left (result i32)))
        (import "budget" "spend" (func $spend (param i32 i32)))
        (func (export "run") (param $units i32) (result i32)
            (call $spend (local.get $units) (i32.const 0))
            (call $left)))
    (core instance $code (instantiate $code (with "budget" (instance
        (export "left" (func $left)) (export "spend" (func $spend))))))
    (func (export "run") (param "units" u32) (result u32) (canon lift (core func $code "run"))))
