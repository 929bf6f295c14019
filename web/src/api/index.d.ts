/** VIBEE OS in a page: `import { boot } from 'vibee-os'`. The page examples.html has examples to run. */

/** What a folder of the system holds: directories come before what is in them. */
export interface Item {
    /** Below the folder, without a leading slash. */
    path: string;
    type: 'file' | 'directory' | 'link';
    /** Of a file. */
    bytes?: Uint8Array | null;
    /** Of a link: where it leads. */
    target?: string | null;
}

export interface FolderOptions {
    /** Where it is mounted: an absolute path, or for a program the path that it is given. At most 63 bytes. */
    path: string;
    readOnly?: boolean;
    items?: Item[];
    /** Give what is in it at the end, in `stopped`. */
    collect?: boolean;
}

export interface Appearance {
    theme?: 'dark' | 'light';
    fontSize?: number;
    screenReader?: boolean;
    /** What is typed goes through this, for instance for keys on the screen. */
    typed?: (text: string) => string;
}

export interface Output {
    /** Which terminal; 0 is the system's own. */
    console: number;
    /** 1 standard output, 2 standard error (a terminal shows both). */
    stream: 1 | 2;
    bytes: Uint8Array;
}

export interface Events {
    /** Bytes of the system's files that are there. */
    progress: { loaded: number; total: number };
    /** stored: the home directory is kept; taken: another page has it; none: the browser cannot keep it. */
    home: { state: 'stored' | 'taken' | 'none'; durable: string | null };
    output: Output;
    /** Something a person should know. */
    notice: { text: string };
    /** What the kernel says to those who develop it. */
    message: { text: string };
    stopped: Stopped;
}

export interface Stopped {
    /** The exit status; null after stop() and failures. */
    status: number | null;
    /** The system asks to be started again. */
    restart: boolean;
    /** Why it could not go on. */
    failure?: string;
    /** By path: what is in the folders that were to be collected. */
    folders?: Record<string, Item[]>;
}

export interface BootOptions {
    /** Show a terminal there; it follows the element's size. */
    element?: HTMLElement;
    appearance?: Appearance;
    /** Whether the streams are a terminal; default: when there is an element. */
    terminal?: boolean;
    size?: { columns: number; rows: number };

    /** Run this line of the shell and stop. Without command, script and program: a shell that is talked to. */
    command?: string;
    /** A shell script. */
    script?: Uint8Array;
    /** One WebAssembly program (WASI preview 1) with nothing but its streams and `folders`. */
    program?: Uint8Array;
    /** What the script or program is called. */
    name?: string;
    arguments?: string[];
    /** Of a program. */
    environment?: Record<string, string>;
    /** Of a program: how many instructions, about; it ends when they are used up. */
    fuel?: number;
    /** Of a program: bytes. */
    programMemory?: number;

    folders?: FolderOptions[];
    /** Keep /root in this browser, under this name or (true) "vibee-home". */
    home?: boolean | string;
    /** Bytes that the system may take from the browser; default 1 GiB, taken as needed. */
    memory?: number;
    /** The kernel's log goes to `message`. */
    verbose?: boolean;
    /** Handlers that are there from the beginning. */
    on?: { [Name in keyof Events]?: (event: Events[Name]) => void };
    /** Other addresses of the system's files. */
    files?: { module?: SystemFile; image?: SystemFile };
}

export interface SystemFile {
    /** Relative to this module. */
    url: string;
    size: number;
}

export interface TerminalView {
    /** The xterm.js terminal. */
    readonly terminal: unknown;
    appearance(appearance: Appearance): void;
    fit(): void;
    focus(): void;
    hide(hidden: boolean): void;
    /** What is shown, with what was scrolled out. */
    text(): string;
    dispose(): void;
}

export interface DirectoryEntry {
    name: string;
    type: 'file' | 'directory' | 'link';
    size: number;
    /** Milliseconds since 1970. */
    modified: number;
}

export interface System {
    /** The terminal in `element`. */
    readonly view?: TerminalView;
    /** When the system has ended, however. */
    readonly stopped: Promise<Stopped>;
    /** Listen; call the result to stop listening. Who listens to `output` must acknowledge it. */
    on<Name extends keyof Events>(event: Name, handler: (event: Events[Name]) => void): () => void;

    /** Input, as if it were typed. */
    send(data: string | ArrayBufferLike | Uint8Array, console?: number): void;
    /** No more input. */
    endInput(console?: number): void;
    resize(columns: number, rows: number, console?: number): void;
    /** So many bytes of output have been dealt with: with 256 KiB that have not, programs wait. */
    acknowledge(count: number, console?: number): void;

    /** Files, by absolute paths in `folders` or in a kept /root. `put` makes the directories above, and replaces a
     *  file as a whole or not at all. */
    put(path: string, data: string | ArrayBufferLike | Uint8Array): Promise<void>;
    /** With those above it; one that is there already stays as it is. */
    mkdir(path: string): Promise<void>;
    get(path: string): Promise<Uint8Array>;
    list(path: string): Promise<DirectoryEntry[]>;
    /** With all that is in it. */
    remove(path: string): Promise<void>;
    /** All of a folder of the system, by its own path. */
    export(path: string): Promise<Item[]>;
    import(path: string, items: Item[]): Promise<void>;
    /** When all that was written in /root is durable. */
    sync(): Promise<void>;

    /** A further terminal with a shell; up to four beside the first. */
    open(element: HTMLElement, appearance?: Appearance): Promise<{
        view: TerminalView; console: number; ended: Promise<number | null>;
    }>;
    /** Close one: its programs end. */
    hangUp(console: number): void;
    /** Run a line of the shell beside everything else, on one of the further terminals. */
    run(command: string): Promise<{ status: number | null; output: Uint8Array; errors: Uint8Array }>;

    /** Bytes: taken from the browser, and of these in use. */
    memory(): Promise<{ reserved: number; held: number }>;
    /** End at once, as by pulling the plug. What was synced stays. */
    stop(): void;
}

/** Start a system. Rejects, with a reason for people, when it cannot be started. */
export function boot(options?: BootOptions): Promise<System>;
