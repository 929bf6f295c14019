/* A fault in kernel code: show where, with what, and how it came there; then stop. */
#include "processor.h"
#include "x86_64.h"

#include <base/format.h>

static const char *const names[EXCEPTIONS] = {"divide error",
                                              "debug",
                                              "non-maskable interrupt",
                                              "breakpoint",
                                              "overflow",
                                              "bound range",
                                              "invalid instruction",
                                              "no coprocessor",
                                              "double fault",
                                              "coprocessor overrun",
                                              "invalid TSS",
                                              "segment not present",
                                              "stack fault",
                                              "general protection",
                                              "page fault",
                                              "reserved",
                                              "floating point",
                                              "alignment",
                                              "machine check",
                                              "SIMD floating point",
                                              "virtualization",
                                              "control protection"};

extern const uint8_t stack_guard[], stack_start[], stack_end[];

static void print_cause(const struct interrupt_frame *frame)
{
    const char *name = names[frame->vector] ? names[frame->vector] : "reserved";
    console_printf("\n*** exception %llu: %s, error %llx\n", (unsigned long long)frame->vector,
                   name, (unsigned long long)frame->error);
    if (frame->vector == 14) {
        uint64_t address = read_cr2();
        bool guard = address >= (uint64_t)stack_guard && address < (uint64_t)stack_start;
        console_printf("%s of %016llx%s\n",
                       frame->error & 16  ? "execution"
                       : frame->error & 2 ? "writing"
                                          : "reading",
                       (unsigned long long)address,
                       guard            ? ": the kernel's stack is full"
                       : address < 4096 ? ": a null pointer"
                                        : "");
    }
}

static void print_registers(const struct interrupt_frame *frame)
{
    const struct {
        const char *name;
        uint64_t value;
    } registers[] = {
        {"rax", frame->rax}, {"rbx", frame->rbx},   {"rcx", frame->rcx}, {"rdx", frame->rdx},
        {"rsi", frame->rsi}, {"rdi", frame->rdi},   {"rbp", frame->rbp}, {"rsp", frame->rsp},
        {"r8 ", frame->r8},  {"r9 ", frame->r9},    {"r10", frame->r10}, {"r11", frame->r11},
        {"r12", frame->r12}, {"r13", frame->r13},   {"r14", frame->r14}, {"r15", frame->r15},
        {"rip", frame->rip}, {"flg", frame->flags}, {"cr2", read_cr2()}, {"cr3", read_cr3()}};
    for (size_t i = 0; i < ARRAY_LEN(registers); i++) {
        console_printf("%s %016llx%s", registers[i].name, (unsigned long long)registers[i].value,
                       i % 4 == 3 ? "\n" : "  ");
    }
}

/* After a jump to what is not code, the place that it came from is on top of the stack. */
static void print_backtrace(const struct interrupt_frame *frame)
{
    uint64_t offset;
    bool on_stack = frame->rsp >= (uint64_t)stack_start && frame->rsp < (uint64_t)stack_end;
    if (!symbol_of(frame->rip, &offset) && on_stack) {
        console_printf("not code; called by:\n");
        backtrace_print(*(const uint64_t *)frame->rsp, frame->rbp);
    } else {
        backtrace_print(frame->rip, frame->rbp);
    }
}

_Noreturn void exception_report(const struct interrupt_frame *frame)
{
    static bool inside;
    interrupts_off();
    if (inside) { /* a fault in the report: what is on the screen has to do */
        machine_debug_exit(125);
        machine_halt();
    }
    inside = true;
    screen_use(true);
    print_cause(frame);
    print_registers(frame);
    print_backtrace(frame);
    char text[96];
    format_text(text, sizeof text, "exception %llu in the kernel",
                (unsigned long long)frame->vector);
    hal_panic(text);
}
