;; References to exceptions are kept where they can be, and given back where they cannot be reached:
;; more of them are made here than a store holds at once.
(module
  (tag $n (param i64))
  (tag $link (param exnref i32))
  (table $ring 16 exnref)
  (global $kept (mut exnref) (ref.null exn))

  (func $make (param i64) (result exnref)
    (block $caught (result i64 exnref)
      (try_table (catch_ref $n $caught) (throw $n (local.get 0)))
      (unreachable))
    (return))
  (func $value (param exnref) (result i64)
    (block $caught (result i64)
      (try_table (catch $n $caught) (throw_ref (local.get 0)))
      (unreachable)))

  ;; The last 16 of n are in the table, one in a global, one in a local.
  (func (export "ring") (param $n i64) (result i64)
    (local $i i64) (local $sum i64) (local $first exnref)
    (global.set $kept (call $make (i64.const 1000)))
    (local.set $first (call $make (i64.const 2000)))
    (loop $next
      (table.set $ring (i32.wrap_i64 (i64.rem_u (local.get $i) (i64.const 16))) (call $make (local.get $i)))
      (br_if $next
        (i64.lt_u (local.tee $i (i64.add (local.get $i) (i64.const 1))) (local.get $n))))
    (local.set $i (i64.const 0))
    (loop $next
      (local.set $sum
        (i64.add (local.get $sum) (call $value (table.get $ring (i32.wrap_i64 (local.get $i))))))
      (br_if $next
        (i64.lt_u (local.tee $i (i64.add (local.get $i) (i64.const 1))) (i64.const 16))))
    (i64.add (local.get $sum) (i64.add (call $value (global.get $kept)) (call $value (local.get $first)))))

  ;; A chain: each exception holds the one before.
  (func (export "chain") (param $n i32) (result i32)
    (local $e exnref) (local $i i32) (local $sum i32)
    (loop $next
      (local.set $e
        (block $all (result exnref)
          (try_table (catch_all_ref $all) (throw $link (local.get $e) (local.get $i)))
          (unreachable)))
      (br_if $next (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get $n))))
    (drop (call $make (i64.const 1)))
    (block $done
      (loop $next
        (br_if $done (ref.is_null (local.get $e)))
        (block $caught (result exnref i32)
          (try_table (catch $link $caught) (throw_ref (local.get $e)))
          (unreachable))
        (local.set $sum (i32.add (local.get $sum)))
        (local.set $e)
        (br $next)))
    (local.get $sum))

  ;; A clause may lead to a loop, and to the function itself.
  (func (export "to_loop") (param $n i64) (result i64)
    (local $sum i64)
    (local.get $n)
    (loop $again (param i64) (result i64)
      (local.set $n)
      (local.set $sum (i64.add (local.get $sum) (local.get $n)))
      (try_table (result i64) (catch $n $again)
        (if (i64.eqz (local.get $n)) (then (return (local.get $sum))))
        (throw $n (i64.sub (local.get $n) (i64.const 1))))))
  (func (export "to_function") (param $n i64) (result i64)
    (try_table (catch $n 0) (throw $n (local.get $n)))
    (unreachable))
)
(assert_return (invoke "ring" (i64.const 40)) (i64.const 3504))
(assert_return (invoke "ring" (i64.const 1200000)) (i64.const 19202864))
(assert_return (invoke "chain" (i32.const 10)) (i32.const 45))
(assert_return (invoke "chain" (i32.const 3000)) (i32.const 4498500))
(assert_return (invoke "to_loop" (i64.const 100)) (i64.const 5050))
(assert_return (invoke "to_function" (i64.const 9)) (i64.const 9))
