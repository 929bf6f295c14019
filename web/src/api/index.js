/* The JavaScript API: import { boot } from 'vibee-os'. Types and documentation: index.d.ts. */
import files from 'virtual:vibee-files';
import { initArguments } from '../../../platforms/web/host/arguments.js';
import { System } from './system.js';
import { TerminalView } from './terminal.js';

const SIZE = { columns: 80, rows: 24 };
const SEATS = 5; // platforms/web/CMakeLists.txt

const absolute = (file) => ({ ...file, url: new URL(file.url, import.meta.url).href });

/* A shell that a person talks to has room for others beside it. */
function consolesFor(options) {
    const terminal = options.terminal ?? Boolean(options.element);
    const size = terminal ? options.size ?? SIZE : null;
    const shell = !options.program && !options.script && options.command === undefined;
    const seats = shell ? Array.from({ length: SEATS }, (_, index) => ({ name: `seat${index + 1}`, terminal: true, size: SIZE })) : [];
    return [{ terminal, size }, ...seats];
}

const blobsOf = ({ program, script }) => ({ ...(program && { program }), ...(script && { script }) });

export async function boot(options = {}) {
    const worker = new Worker(new URL('../../../platforms/web/host/worker.js', import.meta.url),
                              { type: 'module', name: 'vibee' });
    const system = new System(worker, {
        files: { module: absolute(options.files?.module ?? files.module), image: absolute(options.files?.image ?? files.image) },
        arguments: initArguments({ ...options, environment: Object.entries(options.environment ?? {}).map((pair) => pair.join('=')) }),
        environment: { HOME: '/root', PATH: '/bin', TERM: 'xterm-256color', COLORTERM: 'truecolor', LANG: 'C.UTF-8' },
        consoles: consolesFor(options),
        home: options.home ? { name: options.home === true ? 'vibee-home' : options.home, path: '/root' } : null,
        folders: options.folders ?? [],
        blobs: blobsOf(options),
        memory: options.memory,
        verbose: options.verbose,
    });
    for (const [name, handler] of Object.entries(options.on ?? {}))
        system.on(name, handler);
    if (options.element)
        system.view = new TerminalView(options.element, system, 0, options.appearance);
    return system.started;
}
