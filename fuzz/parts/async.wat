;; Async functions, streams and futures, from an import to an export.
(component
  (import "t:t/flow" (instance $flow
    (export "item" (type $item (sub resource)))
    (export "take" (func async (param "from" (stream (own $item))) (result (future string))))
    (export "table" (func (param "t" (map string (list u8 4)))))))
  (alias export $flow "take" (func $take))
  (alias export $flow "item" (type $item))
  (export $out "item" (type $item))
  (export "take" (func $take) (func async (param "from" (stream (own $out))) (result (future string))))
  (export "t:t/flow" (instance $flow)))
