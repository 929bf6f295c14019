(module (import "lib" "add" (func (param i64) (result i32))) (func (export "_start")))
