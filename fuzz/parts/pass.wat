;; Imports and exports the same two interfaces.
(component
  (import "t:t/things" (instance $things
    (export "thing" (type $thing (sub resource)))
    (type $kind' (enum "a" "b"))
    (export "kind" (type $kind (eq $kind')))
    (type $bag' (record (field "kind" $kind) (field "things" (list (own $thing)))))
    (export "bag" (type $bag (eq $bag')))))
  (import "t:t/log" (instance $log (export "log" (func (param "text" string)))))
  (import "plain" (implements "t:t/log") (instance (export "log" (func (param "text" string)))))
  (export "t:t/things" (instance $things))
  (export "t:t/log" (instance $log)))
