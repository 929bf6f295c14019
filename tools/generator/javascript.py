"""JavaScript constants of the interfaces that a platform's host part speaks."""


def rows(spec):
    """(name, value, group) of every constant, in the specification's order."""
    for name, protocol in spec.get("protocols", {}).items():
        for operation, row in protocol["operations"].items():
            yield f"{protocol['prefix']}{operation.upper()}", row["number"], name
    for name, type_ in spec.get("types", {}).items():
        for key in ("enum", "flags", "constants"):
            for row in type_.get(key, []):
                yield row["name"], row["value"], name


def constants(specs, wanted):
    """A module that exports the constants of the named types and protocols."""
    out = ("/* Generated from " + ", ".join(spec["source"] for spec in specs) +
           " by tools/generator/generate.py. Do not edit. */\n")
    last = None
    for spec in specs:
        for name, value, group in rows(spec):
            if group not in wanted:
                continue
            out += "\n" if group != last else ""
            out += f"export const {name} = {value};\n"
            last = group
    return out
