/* Setting up, against a model of the controller and a keyboard. */
#include "controller.h"
#include <check.h>

/* Registers and buffers of the model; the keyboard answers at once. */
static struct {
    uint8_t output[64], config, argument;
    unsigned count, pauses;
    bool present, deaf, translates, silent, first_disabled, second;
    uint8_t heard[64];
    unsigned heard_count, fetched;
} model;

static void put(uint8_t byte)
{
    if (model.count < sizeof model.output)
        model.output[model.count++] = byte;
}

static uint8_t status(void *context)
{
    (void)context;
    if (!model.present)
        return 0xff;
    return model.count == 0 ? 0
           : model.second   ? STATUS_OUTPUT_FULL | STATUS_SECOND_PORT
                            : STATUS_OUTPUT_FULL;
}

static uint8_t read_data(void *context)
{
    uint8_t byte = model.output[0];

    (void)context;
    if (model.count == 0)
        return 0xff;
    memmove(model.output, model.output + 1, --model.count);
    return byte;
}

static void write_command(void *context, uint8_t byte)
{
    (void)context;
    model.argument = 0;
    if (byte == 0x20)
        put(model.config);
    else if (byte == 0x60)
        model.argument = byte;
    else if (byte == 0xad || byte == 0xae)
        model.first_disabled = byte == 0xad;
}

static void write_data(void *context, uint8_t byte)
{
    (void)context;
    if (model.argument == 0x60) {
        model.config = model.translates ? byte : byte & (uint8_t)~0x40u;
        model.argument = 0;
        return;
    }
    if (model.silent)
        return;
    if (model.heard_count < sizeof model.heard)
        model.heard[model.heard_count++] = byte;
    if (model.deaf && byte != 0xff) {
        put(0xfe);
        return;
    }
    put(0xfa);
    if (byte == 0xff) {
        model.deaf = false;
        put(0xaa);
    }
}

static void pause_model(void *context)
{
    (void)context;
    model.pauses++;
}

static uint8_t fetch_data(void *context)
{
    model.fetched++;
    return read_data(context);
}

static const struct controller_ports ports = {.status = status,
                                              .read = read_data,
                                              .fetch = fetch_data,
                                              .write_data = write_data,
                                              .write_command = write_command,
                                              .pause = pause_model};

static void start(void)
{
    memset(&model, 0, sizeof model);
    model.present = model.translates = true;
    model.config = 0x47;
}

static void a_usual_one(void)
{
    start();
    CHECK_EQ(controller_start(&ports), CONTROLLER_READY);
    CHECK_EQ(model.config & 0x73, 0x61);
    CHECK(!model.first_disabled);
    CHECK_EQ(model.heard[0], 0xf4);
}

static void switched_off_by_the_predecessor(void)
{
    start();
    model.config = 0x30;
    model.first_disabled = true;
    CHECK_EQ(controller_start(&ports), CONTROLLER_READY);
    CHECK_EQ(model.config & 0x73, 0x61);
    CHECK(!model.first_disabled);
}

static void keys_are_fetched_and_a_mouse_is_not(void)
{
    start();
    put(0x1e);
    put(0x9e);
    CHECK_EQ(controller_take(&ports), 0x1e);
    CHECK_EQ(controller_take(&ports), 0x9e);
    CHECK_EQ(controller_take(&ports), -1);
    CHECK_EQ(model.fetched, 2);
    put(0x08);
    model.second = true;
    CHECK_EQ(controller_take(&ports), -1);
    CHECK_EQ(model.fetched, 2);
}

static void keys_from_before_do_not_disturb(void)
{
    start();
    put(0x1e);
    put(0x9e);
    CHECK_EQ(controller_start(&ports), CONTROLLER_READY);
    CHECK_EQ(model.config & 0x73, 0x61);
}

static void a_keyboard_that_needs_a_reset(void)
{
    start();
    model.deaf = true;
    CHECK_EQ(controller_start(&ports), CONTROLLER_READY);
}

static void no_translation_no_keyboard_no_controller(void)
{
    start();
    model.translates = false;
    CHECK_EQ(controller_start(&ports), CONTROLLER_READY_SET2);
    start();
    model.silent = true;
    CHECK_EQ(controller_start(&ports), CONTROLLER_NO_KEYBOARD);
    CHECK(model.pauses < 5000);
    start();
    model.present = false;
    CHECK_EQ(controller_start(&ports), CONTROLLER_STUCK);
    CHECK(model.pauses < 5000);
}

static void lights_one_byte_at_a_time(void)
{
    struct controller_queue queue = {0};

    controller_lights(&queue, 4);
    CHECK_EQ(controller_send(&queue), 0xed);
    CHECK_EQ(controller_send(&queue), -1);
    CHECK(!controller_answer(&queue, 0x1e));
    controller_lights(&queue, 6); /* changed again before the keyboard answered */
    CHECK(controller_answer(&queue, 0xfa));
    CHECK_EQ(controller_send(&queue), 6);
    CHECK(controller_answer(&queue, 0xfe)); /* once more */
    CHECK_EQ(controller_send(&queue), 6);
    controller_lights(&queue, 0);
    CHECK(controller_answer(&queue, 0xfa));
    CHECK_EQ(controller_send(&queue), 0xed);
    CHECK(controller_answer(&queue, 0xfa));
    CHECK_EQ(controller_send(&queue), 0);
    CHECK(controller_answer(&queue, 0xfa));
    CHECK_EQ(controller_send(&queue), -1);
}

int main(void)
{
    RUN(a_usual_one);
    RUN(switched_off_by_the_predecessor);
    RUN(keys_are_fetched_and_a_mouse_is_not);
    RUN(keys_from_before_do_not_disturb);
    RUN(a_keyboard_that_needs_a_reset);
    RUN(no_translation_no_keyboard_no_controller);
    RUN(lights_one_byte_at_a_time);
    return check_exit();
}
