/* Keys and commands of less. */
#include "pager.h"
#include "tool.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <vibee/syscalls.h>

enum {
    FOLLOW_MS = 500,
    COUNT_AT_ONCE = 4 << 20, /* bytes that are read for a line's number that nobody asked for */
    SIDE_STEP = 8,
    SHOW_NS = 300000000,
};

static const struct style plain;
static const struct style reverse = {.attributes = STYLE_REVERSE};

enum mode { MODE_TEXT, MODE_PROMPT, MODE_HELP, MODE_FOLLOW };

struct pager {
    struct less_options *options;
    struct display display;
    struct view view;
    struct search search;
    struct prompt prompt;
    enum mode mode;
    char asked;      /* what the prompt is for: / ? : - or a sign of + */
    uint64_t number; /* typed before a command */
    bool has_number;
    char message[160]; /* shown in place of the status until the next key */
    uint64_t shown;    /* when, while something takes long */
    int count, current;
    char **names;
    bool quit;
    int status;
};

static const char *const help[] = {
    "  q            quit                        h            this help",
    "  Down j Enter one line forward            Up k         one line back",
    "  Space f PgDn one screen forward          b PgUp       one screen back",
    "  d            half a screen forward       u            half a screen back",
    "  g Home       first line (5g: line 5)     G End        last line",
    "  50%          half of the file            Left Right   to the sides (-S)",
    "",
    "  /PATTERN     search forward              ?PATTERN     search back",
    "  n            next place                  N            the other way",
    "  Esc u        show or hide what was found",
    "",
    "  F            follow what is added; Ctrl-C ends that",
    "  =            where this is               Ctrl-L       draw again",
    "  -N           line numbers                -S           cut long lines or wrap them",
    "  -i           ignore case in searches     -R           colours as they are written",
    "  :n  :p       next, previous file         Ctrl-Z       back to the shell for a while",
    "",
    "  A number before a command repeats it: 10j. Any key leaves this page.",
};

__attribute__((format(printf, 2, 3))) static void say(struct pager *pager, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(pager->message, sizeof pager->message, format, arguments);
    va_end(arguments);
}

/* ---- drawing ----------------------------------------------------------------------------------
 */

static bool at_end(const struct pager *pager)
{
    return pager->view.source.ended && pager->view.bottom >= pager->view.source.size;
}

static void describe(struct pager *pager, char *text, size_t room)
{
    struct view *view = &pager->view;
    struct source *source = &view->source;
    uint64_t last = view->bottom ? view->bottom - 1 : 0;
    int used = snprintf(text, room, " %s", source->name);
    if (pager->count > 1)
        used += snprintf(text + used, room - (size_t)used, " (file %d of %d)", pager->current + 1,
                         pager->count);
    if (source_uncounted(source, last) < COUNT_AT_ONCE && source->size > 0)
        used += snprintf(text + used, room - (size_t)used, "  lines %llu-%llu",
                         (unsigned long long)source_line_number(source, view->top),
                         (unsigned long long)source_line_number(source, last));
    if (at_end(pager))
        snprintf(text + used, room - (size_t)used, "  (END) ");
    else if (source->ended && source->size > 0)
        snprintf(text + used, room - (size_t)used, "  %llu%% ",
                 (unsigned long long)(view->bottom / ((double)source->size / 100)));
    else
        snprintf(text + used, room - (size_t)used, " ");
}

static void draw_status(struct pager *pager)
{
    struct screen *screen = &pager->display.screen;
    char text[512];
    int row = screen->rows - 1, column;
    screen_clear(screen, row, 0, plain);
    if (pager->mode == MODE_FOLLOW && !*pager->message)
        snprintf(text, sizeof text, " Waiting for more (Ctrl-C ends that) ");
    else if (*pager->message)
        snprintf(text, sizeof text, " %s ", pager->message);
    else
        describe(pager, text, sizeof text);
    column = screen_text(screen, row, 0, text, reverse);
    if (pager->has_number)
        column = screen_text(screen, row, column, " :", plain);
    if (pager->has_number) {
        snprintf(text, sizeof text, "%llu", (unsigned long long)pager->number);
        column = screen_text(screen, row, column, text, plain);
    } else if (!*pager->message && column + 20 < screen->columns) {
        screen_text(screen, row, screen->columns - 16, "h help  q quit", plain);
    }
    screen->cursor_row = row;
    screen->cursor_column = column < screen->columns ? column : screen->columns - 1;
}

static void draw_help(struct screen *screen)
{
    int rows = (int)(sizeof help / sizeof help[0]);
    for (int row = 0; row < screen->rows; row++) {
        screen_clear(screen, row, 0, plain);
        if (row < rows && row < screen->rows)
            screen_text(screen, row, 0, help[row], plain);
    }
    screen->cursor_row = -1;
}

static void draw(void *context)
{
    struct pager *pager = context;
    struct screen *screen = &pager->display.screen;
    char label[2] = {pager->asked, 0};
    if (pager->mode == MODE_HELP) {
        draw_help(screen);
        pager->view.drawn = SOURCE_NONE;
        return;
    }
    view_draw(&pager->view);
    if (pager->mode == MODE_PROMPT)
        prompt_draw(&pager->prompt, screen, screen->rows - 1, label, plain);
    else
        draw_status(pager);
}

/* ---- more of a stream -------------------------------------------------------------------------
 */

/* While something takes long: what it is. */
static void show_sometimes(struct pager *pager)
{
    uint64_t now = (uint64_t)vb_clock(VB_CLOCK_MONOTONIC);
    if (now < pager->shown + SHOW_NS)
        return;
    pager->shown = now;
    display_show(&pager->display);
}

/* Wait for more; false: there is none, or a key was pressed (which is lost). */
static bool more(struct pager *pager)
{
    struct source *source = &pager->view.source;
    while (!source->ended) {
        switch (display_next(&pager->display, -1, source->fd)) {
        case EVENT_OTHER:
            source_fill(source);
            show_sometimes(pager);
            return true;
        case EVENT_END:
            pager->quit = true;
            return false;
        case EVENT_KEY:
            pager->quit = pager->display.key.code == 'q';
            return false;
        default:
            pager->view.drawn = SOURCE_NONE;
        }
    }
    return false;
}

/* All of a stream; false: a key stopped it. */
static bool all(struct pager *pager)
{
    bool stream = !pager->view.source.ended;
    if (stream)
        say(pager, "Reading to the end; any key stops");
    while (more(pager))
        continue;
    if (stream)
        *pager->message = '\0';
    if (pager->view.source.no_memory)
        say(pager, "No memory for more than %llu MB",
            (unsigned long long)(pager->view.source.size >> 20));
    return pager->view.source.ended;
}

/* ---- moving -----------------------------------------------------------------------------------
 */

/* The row behind, of a stream when it has come. */
static uint64_t next_row(struct pager *pager, uint64_t at)
{
    uint64_t next;
    while ((next = view_next_row(&pager->view, at)) == SOURCE_NONE && more(pager))
        continue;
    return next;
}

/* So that the screen is full, when there is enough. */
static void stay_inside(struct pager *pager)
{
    struct view *view = &pager->view;
    uint64_t at = view->top;
    if (!view->source.ended)
        return;
    for (int row = 0; row < view->rows && at != SOURCE_NONE; row++)
        at = view_next_row(view, at);
    if (at == SOURCE_NONE)
        view->top = view_last_top(view);
}

static void forward(struct pager *pager, uint64_t rows)
{
    struct view *view = &pager->view;
    uint64_t bottom = view->bottom;
    for (; rows > 0 && !pager->quit; rows--) {
        if (bottom >= view->source.size && !more(pager))
            break;
        uint64_t next = next_row(pager, view->top);
        uint64_t below = view_next_row(view, bottom);
        if (next == SOURCE_NONE)
            break;
        view->top = next;
        bottom = below == SOURCE_NONE ? view->source.size : below;
    }
}

static void back(struct pager *pager, uint64_t rows)
{
    for (; rows > 0 && pager->view.top > 0; rows--)
        pager->view.top = view_row_before(&pager->view, pager->view.top);
}

static void go_to_line(struct pager *pager, uint64_t number)
{
    struct view *view = &pager->view;
    uint64_t at;
    say(pager, "Looking for line %llu; any key stops", (unsigned long long)number);
    while ((at = source_line_place(&view->source, number)) == SOURCE_NONE ||
           at >= view->source.size)
        if (!more(pager))
            break;
    *pager->message = '\0';
    if (at == SOURCE_NONE || (at >= view->source.size && at > 0)) {
        if (view->source.ended)
            say(pager, "There is no line %llu", (unsigned long long)number);
        at = view_last_top(view);
    }
    view->top = at;
}

static void go_to_end(struct pager *pager)
{
    if (all(pager))
        pager->view.top = view_last_top(&pager->view);
    else if (!pager->quit)
        pager->view.top = view_last_top(&pager->view);
}

static void go_to_percent(struct pager *pager, uint64_t percent)
{
    struct view *view = &pager->view;
    if (!all(pager))
        return;
    uint64_t at =
        (uint64_t)((double)view->source.size * (double)(percent > 100 ? 100 : percent) / 100);
    view->top = at ? view_line_start(view, at) : 0;
    stay_inside(pager);
}

/* ---- searching --------------------------------------------------------------------------------
 */

static bool interrupted(void *context)
{
    struct pager *pager = context;
    show_sometimes(pager);
    return display_interrupted(&pager->display);
}

static enum search_result look(struct pager *pager, uint64_t from, uint64_t *line)
{
    struct source *source = &pager->view.source;
    enum search_result result;
    for (;;) {
        uint64_t size = source->size;
        result = search_lines(&pager->search, source, from, interrupted, pager, line);
        if (result != SEARCH_NOT || pager->search.direction < 0 || source->ended)
            return result;
        if (size > from) /* the last line may not be whole */
            from = source_line_start(source, size, UINT64_MAX);
        if (!more(pager))
            return source->ended ? SEARCH_NOT : SEARCH_STOPPED;
    }
}

static void search(struct pager *pager, uint64_t times, bool from_here)
{
    struct view *view = &pager->view;
    uint64_t from = view_line_start(view, view->top + 1), line = from;
    enum search_result result = SEARCH_NOT;
    if (!pager->search.pattern) {
        say(pager, "No pattern to search for: / asks for one");
        return;
    }
    say(pager, "Searching; Ctrl-C stops");
    pager->search.hidden = false;
    for (; times > 0; times--) {
        if (pager->search.direction > 0 && !from_here)
            from = source_next_line(&view->source, from);
        if (from == SOURCE_NONE)
            from = view->source.size;
        result = look(pager, from, &line);
        if (result != SEARCH_FOUND)
            break;
        from = line;
        from_here = false;
    }
    *pager->message = '\0';
    if (result == SEARCH_FOUND)
        view->top = line;
    else
        say(pager, result == SEARCH_NOT ? "Pattern not found: %s" : "Stopped: %s",
            pager->search.pattern);
}

static void set_pattern(struct pager *pager, const char *text)
{
    const char *reason = "";
    pager->search.direction = pager->asked == '?' ? -1 : 1;
    if (*text && !search_set(&pager->search, text, pager->options->ignore_case, &reason)) {
        say(pager, "%s: %s", text, reason);
        return;
    }
    search(pager, 1, pager->view.top == 0 && pager->search.direction > 0);
}

/* ---- files ------------------------------------------------------------------------------------
 */

static bool open_file(struct pager *pager, int number)
{
    struct source source;
    if (number < 0 || number >= pager->count) {
        say(pager, number < 0 ? "This is the first file" : "This is the last file");
        return false;
    }
    if (!source_open(&source, pager->names[number])) {
        say(pager, "%s: %s", pager->names[number], strerror(errno));
        pager->status = 1;
        return false;
    }
    if (pager->view.screen)
        source_close(&pager->view.source);
    pager->view = (struct view){.options = pager->options,
                                .source = source,
                                .screen = &pager->display.screen,
                                .search = &pager->search,
                                .drawn = SOURCE_NONE};
    pager->view.rows = pager->display.screen.rows - 1;
    pager->current = number;
    return true;
}

/* The first from there on that can be opened. */
static bool open_some(struct pager *pager)
{
    for (int i = 0; i < pager->count; i++) {
        if (open_file(pager, i))
            return true;
        tool_error("%s", pager->message);
        *pager->message = '\0';
    }
    return false;
}

static void colon(struct pager *pager, const char *text)
{
    if (strcmp(text, "q") == 0)
        pager->quit = true;
    else if (strcmp(text, "n") == 0)
        open_file(pager, pager->current + 1);
    else if (strcmp(text, "p") == 0)
        open_file(pager, pager->current - 1);
    else
        say(pager, "Expected :n, :p or :q, found :%s", text);
}

static void toggle(struct pager *pager, char letter)
{
    const struct {
        char letter;
        bool *option;
        const char *name;
    } options[] = {
        {'N', &pager->options->numbers, "Line numbers"},
        {'S', &pager->options->chop, "Cutting long lines"},
        {'R', &pager->options->colours, "Colours as they are written"},
        {'i', &pager->options->ignore_case, "Ignoring case in searches (from the next on)"},
    };
    for (size_t i = 0; i < sizeof options / sizeof options[0]; i++) {
        if (options[i].letter != letter)
            continue;
        *options[i].option = !*options[i].option;
        say(pager, "%s: %s", options[i].name, *options[i].option ? "on" : "off");
        pager->view.drawn = SOURCE_NONE;
        pager->view.left = 0;
        pager->view.top = view_line_start(&pager->view, pager->view.top + 1);
        return;
    }
    say(pager, "Expected -N, -S, -R or -i, found -%c", letter);
}

/* ---- keys -------------------------------------------------------------------------------------
 */

static void ask(struct pager *pager, char what)
{
    pager->mode = MODE_PROMPT;
    pager->asked = what;
    prompt_begin(&pager->prompt, "");
}

static void answer(struct pager *pager)
{
    char *text = strdup(prompt_text(&pager->prompt));
    pager->mode = MODE_TEXT;
    if (!text)
        return;
    if (pager->asked == ':')
        colon(pager, text);
    else if (pager->asked != '-')
        set_pattern(pager, text);
    free(text);
}

static void prompt_input(struct pager *pager, const struct key *key)
{
    enum prompt_result result = prompt_key(&pager->prompt, &pager->display.keys, key);
    if (result == PROMPT_DONE) {
        answer(pager);
    } else if (result == PROMPT_CANCEL) {
        pager->mode = MODE_TEXT;
    } else if (result == PROMPT_OTHER && key->code == KEY_UP && pager->search.pattern &&
               pager->asked != ':') {
        prompt_begin(&pager->prompt, pager->search.pattern);
    } else if (pager->asked == '-' && pager->prompt.text.length > 0) {
        pager->mode = MODE_TEXT;
        toggle(pager, pager->prompt.text.data[0]);
    } else if (pager->asked == ':' && pager->prompt.text.length == 1 && key->length == 1) {
        answer(pager); /* one letter is a command */
    }
}

static void locate(struct pager *pager)
{
    struct view *view = &pager->view;
    uint64_t last = view->bottom ? view->bottom - 1 : 0;
    say(pager, "%s  lines %llu-%llu  bytes %llu-%llu of %llu%s", view->source.name,
        (unsigned long long)source_line_number(&view->source, view->top),
        (unsigned long long)source_line_number(&view->source, last), (unsigned long long)view->top,
        (unsigned long long)view->bottom, (unsigned long long)view->source.size,
        view->source.ended ? "" : " so far");
}

static void sideways(struct pager *pager, int step)
{
    struct view *view = &pager->view;
    if (!pager->options->chop && step > 0) {
        toggle(pager, 'S');
    } else {
        view->left = view->left + step > 0 ? view->left + step : 0;
        view->drawn = SOURCE_NONE;
    }
}

static void follow(struct pager *pager)
{
    go_to_end(pager);
    if (pager->view.source.ended)
        pager->mode = MODE_FOLLOW;
}

static bool move(struct pager *pager, int code, uint64_t n)
{
    uint64_t page = (uint64_t)pager->view.rows, half = (page + 1) / 2;
    switch (code) {
    case 'j':
    case 'e':
    case '\r':
    case '\n':
    case KEY_DOWN:
    case KEY_CONTROL('N'):
        forward(pager, n ? n : 1);
        return true;
    case 'k':
    case 'y':
    case KEY_UP:
    case KEY_CONTROL('P'):
    case KEY_CONTROL('Y'):
        back(pager, n ? n : 1);
        return true;
    case ' ':
    case 'f':
    case KEY_PAGE_DOWN:
    case KEY_CONTROL('F'):
    case KEY_CONTROL('V'):
        forward(pager, n ? n : page);
        return true;
    case 'b':
    case KEY_PAGE_UP:
    case KEY_CONTROL('B'):
    case KEY_ALT | 'v':
        back(pager, n ? n : page);
        return true;
    case 'd':
    case KEY_CONTROL('D'):
        forward(pager, n ? n : half);
        return true;
    case 'u':
    case KEY_CONTROL('U'):
        back(pager, n ? n : half);
        return true;
    case 'g':
    case '<':
    case KEY_HOME:
    case KEY_ALT | '<':
        go_to_line(pager, n ? n : 1);
        return true;
    case 'G':
    case '>':
    case KEY_END:
    case KEY_ALT | '>':
        if (n)
            go_to_line(pager, n);
        else
            go_to_end(pager);
        return true;
    case 'p':
    case '%':
        go_to_percent(pager, n);
        return true;
    default:
        return false;
    }
}

static void other_command(struct pager *pager, int code, uint64_t n)
{
    switch (code) {
    case 'q':
    case 'Q':
    case 'Z':
        pager->quit = true;
        break;
    case '/':
    case '?':
    case ':':
    case '-':
        ask(pager, (char)code);
        break;
    case 'n':
        search(pager, n ? n : 1, false);
        break;
    case 'N':
        pager->search.direction = -pager->search.direction;
        search(pager, n ? n : 1, false);
        pager->search.direction = -pager->search.direction;
        break;
    case KEY_ALT | 'u':
        pager->search.hidden = !pager->search.hidden;
        break;
    case KEY_LEFT:
    case KEY_RIGHT:
        sideways(pager, code == KEY_LEFT ? -SIDE_STEP : SIDE_STEP);
        break;
    case 'h':
    case 'H':
    case KEY_FUNCTION:
        pager->mode = MODE_HELP;
        break;
    case '=':
    case KEY_CONTROL('G'):
        locate(pager);
        break;
    case 'F':
        follow(pager);
        break;
    case 'r':
    case KEY_CONTROL('L'):
        pager->display.screen.known = false;
        break;
    case KEY_CONTROL('Z'):
        display_suspend(&pager->display);
        pager->view.drawn = SOURCE_NONE;
        break;
    case KEY_CONTROL('C'):
    case KEY_ESCAPE:
    case KEY_PASTE:
        break;
    default:
        say(pager, "No such command (h: help)");
    }
}

static void press(struct pager *pager, const struct key *key)
{
    uint64_t number = pager->has_number ? pager->number : 0;
    *pager->message = '\0';
    if (pager->mode == MODE_PROMPT) {
        prompt_input(pager, key);
        return;
    }
    if (pager->mode == MODE_HELP || pager->mode == MODE_FOLLOW) {
        pager->quit = pager->mode == MODE_FOLLOW && key->code == 'q';
        pager->mode = MODE_TEXT;
        return;
    }
    if (key->code >= '0' && key->code <= '9') {
        if (number < 1000000000000)
            pager->number = number * 10 + (uint64_t)(key->code - '0');
        pager->has_number = true;
        return;
    }
    pager->has_number = false;
    if (!move(pager, key->code, number))
        other_command(pager, key->code, number);
}

/* ---- the program ------------------------------------------------------------------------------
 */

/* +COMMAND of the command line: a number, G, or /PATTERN. */
static void start_with(struct pager *pager, const char *command)
{
    if (!command)
        return;
    if (*command == '/' || *command == '?') {
        pager->asked = *command;
        set_pattern(pager, command + 1);
        return;
    }
    for (; *command && !pager->quit; command++) {
        struct key key = {.code = (unsigned char)*command};
        press(pager, &key);
    }
    if (pager->has_number) {
        pager->has_number = false;
        go_to_line(pager, pager->number);
    }
}

static void tick(struct pager *pager)
{
    if (pager->mode == MODE_FOLLOW && source_grew(&pager->view.source)) {
        pager->view.drawn = SOURCE_NONE;
        pager->view.top = view_last_top(&pager->view);
    }
}

static void loop(struct pager *pager)
{
    while (!pager->quit) {
        struct source *source = &pager->view.source;
        pager->view.rows = pager->display.screen.rows - 1;
        int wanted = source->ended || view_is_full(&pager->view) ? -1 : source->fd;
        int64_t patience = pager->mode == MODE_FOLLOW ? FOLLOW_MS : -1;
        switch (display_next(&pager->display, patience, wanted)) {
        case EVENT_KEY:
            press(pager, &pager->display.key);
            break;
        case EVENT_RESIZE:
            pager->view.drawn = SOURCE_NONE;
            pager->view.rows = pager->display.screen.rows - 1;
            stay_inside(pager);
            break;
        case EVENT_OTHER:
            source_fill(source);
            break;
        case EVENT_TIME:
            tick(pager);
            break;
        case EVENT_END:
            return;
        }
    }
}

static void copy_out(struct source *source)
{
    uint64_t at = 0;
    for (;;) {
        size_t n = source_copy(source, at, tool_block, TOOL_BLOCK);
        if (n == 0 && source->ended)
            return;
        fwrite(tool_block, 1, n, stdout);
        at += n;
        if (n == 0)
            source_fill(source);
    }
}

int pager_run(struct less_options *options, int count, char **names, const char *command)
{
    static struct pager pager;
    pager.options = options;
    pager.count = count;
    pager.names = names;
    pager.search.direction = 1;
    pager.display.draw = draw;
    pager.display.context = &pager;
    if (!open_some(&pager))
        return 1;
    if (options->quit_small && count == 1) {
        display_measure(&pager.display);
        pager.view.rows = pager.display.screen.rows - 1;
        if (view_is_small(&pager.view)) {
            copy_out(&pager.view.source);
            return tool_finish();
        }
    }
    if (!display_open(&pager.display, !options->stay)) {
        tool_error("cannot use the terminal: %s", strerror(errno));
        return 1;
    }
    pager.view.rows = pager.display.screen.rows - 1;
    display_show(&pager.display);
    start_with(&pager, command);
    loop(&pager);
    bool ended_below = options->stay;
    int row = pager.display.screen.rows;
    display_close(&pager.display);
    if (ended_below)
        printf("\033[%d;1H\033[K", row);
    source_close(&pager.view.source);
    search_free(&pager.search);
    return pager.status ? pager.status : tool_finish();
}
