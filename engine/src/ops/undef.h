/* Ends the use of numeric.def, memory.def and joins.def. No guard: meant to be included again. */
#undef INT_BINARY
#undef PAIR
#undef COMPARE
#undef FLOAT_BINARY
#undef FLOAT_COMPARE
#undef DIVIDE
#undef UNARY
#undef FLOAT_UNARY
#undef TRUNCATE
#undef SATURATE
#undef LOAD
#undef STORE
#undef JOIN_FIRST
#undef JOIN
#undef JOIN_TWO
#undef JOIN3
