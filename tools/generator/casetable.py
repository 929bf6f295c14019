"""The cases as C tables: tests/spec-cases/cases.gen.c, for tests/spec-cases/interpreter.c."""

KINDS = {"constant": "CONSTANT", "variable": "VARIABLE", "masked": "MASKED", "address": "ADDRESS",
         "entry": "ENTRY"}


class Tables:
    """Steps refer to runs of values and bytes; equal runs are kept once."""

    def __init__(self):
        self.values, self.value_runs = [], {}
        self.bytes, self.byte_runs = bytearray(), {}
        self.steps, self.scripts, self.cases = [], [], []

    def run_of_values(self, values):
        key = tuple(values)
        if key not in self.value_runs:
            self.value_runs[key] = len(self.values)
            self.values += values
        return self.value_runs[key]

    def run_of_bytes(self, data):
        if data not in self.byte_runs:
            found = self.bytes.find(data)
            if found < 0:
                found = len(self.bytes)
                self.bytes += data
            self.byte_runs[data] = found
        return self.byte_runs[data]

    def add(self, case):
        needs = " | ".join(f"CASE_NEEDS_{n.upper()}" for n in sorted(case.program.needs)) or "0"
        self.cases.append(f'    {{"{case.function}", "{case.behavior}", "{case.name}", {len(self.scripts)}, {needs}}},')
        for script in case.program.scripts:
            self.scripts.append((len(self.steps), len(script), f"{case.function}: {case.name}"))
            self.steps += [self.step(case, step) for step in script]

    def step(self, case, step):
        if step.op in ("bytes", "expect_bytes"):
            first, count = self.run_of_bytes(bytes(step.data)), len(step.data)
        else:
            first, count = self.run_of_values(step.arguments), len(step.arguments)
        note = case.function if step.note == "tested" else step.note
        return (f'{{CASE_{step.op.upper()}, {step.number}, CASE_{step.relation.upper()}, {step.result}, '
                f'{count}, {first}, {step.at:#x}, "{note}"}}')


def wrapped(items, width=96):
    lines, line = [], "   "
    for item in items:
        if len(line) + len(item) + 2 > width:
            lines.append(line)
            line = "   "
        line += f" {item},"
    return "\n".join([*lines, line])


def source(cases, origin):
    tables = Tables()
    for case in cases:
        tables.add(case)
    values = "\n".join(f"    {{CASE_{KINDS[v.kind]}, {v.variable}, {v.number:#x}}}," for v in tables.values)
    scripts = "\n".join(f"    {{{first}, {count}}}, /* {of} */" for first, count, of in tables.scripts)
    steps = "\n".join(f"    {step}," for step in tables.steps)
    data = wrapped([str(b) for b in tables.bytes])
    listed = "\n".join(tables.cases)
    return (f"/* Generated from {origin} by tools/generator/generate.py. Do not edit. */\n"
            '#include "interpreter.h"\n\n'
            f"const struct case_value case_values[] = {{\n{values}\n}};\n\n"
            f"const uint8_t case_bytes[] = {{\n{data}\n}};\n\n"
            f"const struct case_step case_steps[] = {{\n{steps}\n}};\n\n"
            f"const struct case_script case_scripts[] = {{\n{scripts}\n}};\n\n"
            f"const struct case_entry case_entries[] = {{\n{listed}\n}};\n"
            f"const uint32_t case_count = {len(tables.cases)};\n")
