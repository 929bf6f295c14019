/* The examples: each file of examples/ is shown as it is written, and run by its button. */
import { boot } from './api/index.js';

window.vibee = { boot }; // for the page's console, and for the tests

const sources = import.meta.glob('./examples/*.js', { query: '?raw', import: 'default', eager: true });
const programs = import.meta.glob('./examples/*.js', { import: 'default', eager: true });

function show(path) {
    const [, title, code] = sources[path].match(/^\/\* (.*) \*\/\n([^]*)$/);
    const section = document.createElement('section');
    const add = (name, text, className = '') => {
        const element = document.createElement(name);
        element.textContent = text;
        element.className = className;
        section.append(element);
        return element;
    };
    add('h2', title);
    add('pre', code);
    const button = add('button', 'Run'), element = add('div', '', 'place'), result = add('pre', '', 'result');
    button.type = 'button';
    button.addEventListener('click', async () => {
        button.disabled = true;
        result.textContent = '';
        try {
            const system = await programs[path]({ boot, element, print: (text) => result.append(text) });
            if (system)
                return; // it runs on, in its element
        } catch (error) {
            result.append(`failed: ${error.message}\n`);
        }
        button.disabled = false;
    });
    document.querySelector('#examples').append(section);
}

for (const name of ['terminal', 'command', 'files', 'program'])
    show(`./examples/${name}.js`);
