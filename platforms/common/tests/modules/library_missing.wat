(module (import "lib" "subtract" (func)) (func (export "_start")))
