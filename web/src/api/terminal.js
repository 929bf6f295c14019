/* A terminal of a system in an element of a page: xterm.js, its size, its clipboard. */
import { ClipboardAddon } from '@xterm/addon-clipboard';
import { FitAddon } from '@xterm/addon-fit';
import { SearchAddon } from '@xterm/addon-search';
import { Unicode11Addon } from '@xterm/addon-unicode11';
import { WebLinksAddon } from '@xterm/addon-web-links';
import { Terminal } from '@xterm/xterm';
import '@xterm/xterm/css/xterm.css';
import { copyText } from './clipboard.js';

const themes = {
    dark: { background: '#14161b', foreground: '#e4e6eb', cursor: '#ffcf5c', selectionBackground: '#3d4a66' },
    light: {
        background: '#fbfaf7', foreground: '#23262d', cursor: '#a86800', selectionBackground: '#c9d8f5',
        black: '#23262d', red: '#b3261e', green: '#1d6b2f', yellow: '#7a5a00', blue: '#1a4fb4', magenta: '#8b2c8b',
        cyan: '#0b6a75', white: '#6d717a', brightBlack: '#565a63', brightRed: '#c62f26', brightGreen: '#227a37',
        brightYellow: '#8a6600', brightBlue: '#245fd0', brightMagenta: '#a03aa0', brightCyan: '#0f7a86',
        brightWhite: '#23262d',
    },
};

export class TerminalView {
    #fit = new FitAddon();
    #observer;
    #forget = [];

    constructor(element, system, console, appearance = {}) {
        this.terminal = new Terminal({
            allowProposedApi: true, // the Unicode tables
            cursorBlink: false,
            fontFamily: 'ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace',
            fontSize: appearance.fontSize ?? 14,
            scrollback: 5000,
            screenReaderMode: appearance.screenReader ?? false,
            theme: themes[appearance.theme ?? 'dark'],
        });
        this.search = new SearchAddon();
        this.terminal.loadAddon(this.#fit);
        this.terminal.loadAddon(this.search);
        this.terminal.loadAddon(new WebLinksAddon());
        this.terminal.loadAddon(new ClipboardAddon());
        this.terminal.loadAddon(new Unicode11Addon());
        this.terminal.unicode.activeVersion = '11';
        this.terminal.open(element);
        this.terminal.attachCustomKeyEventHandler((event) => this.#key(event));
        this.#connect(system, console, appearance.typed ?? ((text) => text));
        this.#observer = new ResizeObserver(() => this.fit());
        this.#observer.observe(element);
        this.fit();
    }

    /* As many columns and rows as there is room for; a hidden terminal keeps what it has. */
    fit() {
        const proposed = this.#fit.proposeDimensions();
        if (proposed && proposed.cols > 1 && proposed.rows > 1 && this.terminal.element?.offsetParent !== null)
            this.terminal.resize(proposed.cols, proposed.rows);
    }

    appearance({ theme, fontSize, screenReader }) {
        if (theme)
            this.terminal.options.theme = themes[theme];
        if (fontSize)
            this.terminal.options.fontSize = fontSize;
        if (screenReader !== undefined)
            this.terminal.options.screenReaderMode = screenReader;
        this.fit();
    }

    hide(hidden) {
        this.terminal.element.parentElement.hidden = hidden;
        if (!hidden)
            this.fit();
    }

    /* What is on the screen, as text. */
    text() {
        const buffer = this.terminal.buffer.active, lines = [];
        for (let i = 0; i < buffer.length; i++) {
            const line = buffer.getLine(i), text = line.translateToString(true);
            if (line.isWrapped)
                lines[lines.length - 1] += text;
            else
                lines.push(text);
        }
        return lines.join('\n').trimEnd();
    }

    focus() {
        this.terminal.focus();
    }

    dispose() {
        this.#observer.disconnect();
        this.#forget.forEach((forget) => forget());
        this.terminal.dispose();
    }

    /* Ctrl-Shift-C copies, as in other terminals: Ctrl-C is a character. Ctrl-Shift-V pastes by itself. */
    #key(event) {
        if (event.code !== 'KeyC' || !event.ctrlKey || !event.shiftKey)
            return true;
        event.preventDefault(); // browsers open their tools
        if (event.type === 'keydown' && this.terminal.hasSelection())
            copyText(this.terminal.getSelection());
        return false;
    }

    #connect(system, console, typed) {
        const { terminal } = this;
        terminal.onData((text) => system.send(typed(text), console));
        terminal.onBinary((text) => system.send(Uint8Array.from(text, (c) => c.charCodeAt(0)), console));
        terminal.onResize(({ cols, rows }) => system.resize(cols, rows, console));
        this.#forget.push(system.on('output', (message) => {
            if (message.console === console)
                terminal.write(message.bytes, () => system.acknowledge(message.bytes.length, console));
        }));
        system.resize(terminal.cols, terminal.rows, console);
    }
}
