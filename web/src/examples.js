/* The examples: each is shown as it is written here, and run by its button. */
import { boot } from './api/index.js';

window.vibee = { boot }; // for the page's console, and for the tests

const examples = [
    {
        title: 'A terminal in an element',
        async run({ element }) {
            const system = await boot({ element });
            system.send('uname; ps\r');
            return system;
        },
    },
    {
        title: 'A command, and its output',
        async run({ print }) {
            const decoder = new TextDecoder();
            const system = await boot({ command: 'seq 5 | sort -rn; date >/dev/null; exit 3' });
            system.on('output', ({ bytes, console }) => {
                print(decoder.decode(bytes, { stream: true }));
                system.acknowledge(bytes.length, console);
            });
            const { status } = await system.stopped;
            print(`status ${status}\n`);
        },
    },
    {
        title: 'Files in, files out',
        async run({ print }) {
            const text = new TextEncoder().encode('one\ntwo\nthree\n');
            const system = await boot({
                command: 'cd /mnt/work; sort list >sorted; wc -l <list >count',
                folders: [{ path: '/mnt/work', collect: true, items: [{ path: 'list', type: 'file', bytes: text }] }],
            });
            const { folders } = await system.stopped;
            for (const { path, bytes } of folders['/mnt/work'])
                print(`${path}: ${JSON.stringify(new TextDecoder().decode(bytes))}\n`);
        },
    },
    {
        title: 'One WebAssembly program, with nothing but its input',
        async run({ print }) {
            // (module that returns from _start at once)
            const program = Uint8Array.from([0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 7, 10, 1, 6,
                                             95, 115, 116, 97, 114, 116, 0, 0, 10, 4, 1, 2, 0, 11]);
            const system = await boot({ program, name: 'nothing.wasm', fuel: 1000 });
            print(`status ${(await system.stopped).status}\n`);
        },
    },
];

function show({ title, run }) {
    const section = document.createElement('section');
    const add = (name, text, className = '') => {
        const element = document.createElement(name);
        element.textContent = text;
        element.className = className;
        section.append(element);
        return element;
    };
    add('h2', title);
    add('pre', run.toString().replace(/^ {8}/gm, ''));
    const button = add('button', 'Run'), element = add('div', '', 'place'), result = add('pre', '', 'result');
    button.type = 'button';
    button.addEventListener('click', async () => {
        button.disabled = true;
        result.textContent = '';
        try {
            const system = await run({ element, print: (text) => result.append(text) });
            if (system)
                return; // it runs on, in its element
        } catch (error) {
            result.append(`failed: ${error.message}\n`);
        }
        button.disabled = false;
    });
    document.querySelector('#examples').append(section);
}

examples.forEach(show);
