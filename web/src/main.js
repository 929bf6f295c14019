/* The page: starts the system and shows its terminal. */
import { boot } from './api/index.js';
import { Cover } from './cover.js';

const cover = new Cover();
const page = { system: null, view: null };
window.vibee = page; // for whoever looks at the page from its console, and for the tests

async function start() {
    cover.loading();
    const box = document.createElement('div');
    box.className = 'terminal-box';
    document.querySelector('#terminals').replaceChildren(box);
    try {
        page.system = await boot({ element: box, home: true, on: { progress: (message) => cover.progress(message) } });
    } catch (error) {
        cover.failed(`The system could not be started.\n${error.message}`, start);
        return;
    }
    page.view = page.system.view;
    page.system.stopped.then((how) => {
        if (how.restart)
            start();
        else
            cover.failed(how.failure ? `The system has failed: ${how.failure}` : `The system has stopped (status ${how.status}).`, start);
    });
    cover.hide();
    page.view.focus();
}

const missing = ['WebAssembly', 'Worker', 'ResizeObserver', 'MessageChannel'].filter((name) => !(name in window));
if (missing.length > 0)
    cover.failed(`This browser cannot run VIBEE OS: it has no ${missing.join(', ')}.`);
else
    start();
