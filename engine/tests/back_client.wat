(module
  (import "shim" "service" (func $service (param i32) (result i32)))
  (import "shim" "failure" (tag $failure (param i32)))
  (import "shim" "fail" (func $fail (param i32)))
  (memory 1)
  (data (i32.const 0) "C")
  (func (export "use") (param i32) (result i32)
    (i32.add (call $service (local.get 0)) (i32.mul (i32.const 1000) (i32.load8_u (i32.const 0)))))
  ;; The exception crosses from one instance into the other.
  (func (export "guard") (param i32) (result i32)
    (try (result i32)
      (do (call $fail (local.get 0)) (i32.const 0))
      (catch $failure (i32.load8_u (i32.const 0)) (i32.add)))))
