/* A page that uses all of the API, for its types: package.test.mjs has it compiled. */
import { boot } from 'vibee-os';
import type { Appearance, BootOptions, DirectoryEntry, Item, Output, Stopped, System, TerminalView } from 'vibee-os';

const appearance: Appearance = { theme: 'light', fontSize: 16, screenReader: true, typed: (text) => text.toUpperCase() };
const items: Item[] = [
    { path: 'bin', type: 'directory' },
    { path: 'bin/tool', type: 'file', bytes: new Uint8Array(3) },
    { path: 'link', type: 'link', target: 'bin/tool' },
];

export async function terminal(element: HTMLElement): Promise<number | null> {
    const system: System = await boot({
        element, appearance, home: 'notes', memory: 1 << 28, verbose: true,
        on: {
            progress: ({ loaded, total }) => console.log(loaded / total),
            home: ({ state, durable }) => console.log(state === 'stored' ? durable?.length : state),
            notice: ({ text }) => console.warn(text.trim()),
        },
    });
    const view: TerminalView | undefined = system.view;
    view?.appearance({ theme: 'dark' });
    view?.focus();
    const forget: () => void = system.on('output', ({ console: number, stream, bytes }: Output) => {
        const first: 1 | 2 = stream;
        system.acknowledge(bytes.length, number + first - first);
    });
    system.send('ls\r');
    system.send(new Uint8Array([3]), 1);
    system.resize(80, 24);
    system.endInput();

    const { view: other, console: number, ended } = await system.open(element, appearance);
    other.fit();
    system.hangUp(number);
    await ended;

    await system.mkdir('/root/d');
    await system.put('/root/d/f', 'text');
    await system.put('/root/d/g', new Uint8Array(4).buffer);
    const bytes: Uint8Array = await system.get('/root/d/f');
    const names: string[] = (await system.list('/root/d')).map((entry: DirectoryEntry) => `${entry.name} ${entry.size + bytes.length}`);
    await system.import('/root', [...items, ...await system.export('/root')]);
    await system.remove('/root/d');
    await system.sync();

    const { status, output, errors } = await system.run(`echo ${names.join(' ')}`);
    console.log(new TextDecoder().decode(output), errors.length, (await system.memory()).held);
    forget();
    return status;
}

export async function program(bytes: Uint8Array): Promise<string> {
    const options: BootOptions = {
        program: bytes, name: 'tool.wasm', arguments: ['-x'], environment: { KEY: 'value' }, fuel: 1e6, programMemory: 1 << 24,
        folders: [{ path: '/work', items, collect: true }, { path: '/data', readOnly: true }],
        files: { image: { url: './boot.tar', size: 1000 } },
    };
    const system = await boot(options);
    const how: Stopped = await system.stopped;
    system.stop();
    return how.failure ?? `${how.status} ${how.restart} ${Object.keys(how.folders ?? {}).length}`;
}

export const command = async (): Promise<number | null> => (await (await boot({ command: 'true', terminal: false })).stopped).status;
export const script = async (): Promise<number | null> =>
    (await (await boot({ script: new Uint8Array(), size: { columns: 80, rows: 24 } })).stopped).status;
