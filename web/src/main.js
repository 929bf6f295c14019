/* The page: starts the system, shows its terminal, and everything around it. */
import { watchWorker } from './alive.js';
import { boot } from './api/index.js';
import { Cover } from './cover.js';
import { Files } from './files.js';
import { Keys } from './keys.js';
import { clearNotices, notice } from './notices.js';
import { workOffline } from './offline.js';
import { Settings } from './settings.js';
import { Panel } from './panel.js';
import { Storage } from './storage.js';
import { Tabs } from './tabs.js';

const find = (id) => document.querySelector(id);
const settings = new Settings();
const cover = new Cover();
const appearance = () => ({ theme: settings.theme, screenReader: settings.screenReader, typed: (text) => keys.change(text) });
const tabs = new Tabs(appearance);
/* system: the one that runs; view: the terminal that is shown. */
const page = { system: null, get view() { return tabs.view; }, tabs, restart: start, giveUp };
const storage = new Storage(page);
const keys = new Keys((text) => {
    tabs.send(text);
    tabs.view?.focus();
});
window.vibee = page; // for whoever looks at the page from its console, and for the tests

/* A command in the address, #run=COMMAND, is typed once the shell is there. */
function typeFromAddress() {
    const command = new URLSearchParams(location.hash.slice(1)).get('run');
    if (command)
        page.system.send(`${command.replace(/[\r\n]+/g, ' ')}\r`);
}

function ended(how) {
    page.system = null;
    tabs.clear();
    if (how.restart)
        start();
    else if (how.failure)
        cover.failed(`The system has failed: ${how.failure}\nFiles that were synced are safe.`, start);
    else if (how.status !== null)
        cover.failed(`The system has stopped (status ${how.status}).`, start);
}

function giveUp(text) {
    const { system } = page;
    page.system = null;
    system?.stop();
    tabs.clear();
    cover.failed(text, start);
}

async function start() {
    const { system: before } = page;
    page.system = null;
    before?.stop();
    clearNotices();
    cover.loading();
    tabs.clear();
    const on = {
        progress: (message) => cover.progress(message),
        home: (message) => storage.changed(message),
        notice: ({ text }) => notice(text),
        message: ({ text }) => console.info(text),
    };
    try {
        const element = tabs.box();
        page.system = await boot({ element, home: true, appearance: appearance(), on });
        tabs.first(page.system, element);
    } catch (error) {
        cover.failed(`The system could not be started.\n${error.message}`, start);
        return;
    }
    const { system } = page;
    system.stopped.then((how) => system === page.system && ended(how)); // unless another has taken its place
    cover.hide();
    page.view.focus();
    typeFromAddress();
}

function showSettings() {
    document.documentElement.dataset.theme = settings.theme;
    find('#theme-button').textContent = settings.theme === 'light' ? 'Dark' : 'Light';
    find('#reader-button').setAttribute('aria-pressed', String(settings.screenReader));
    find('#keys-button').setAttribute('aria-pressed', String(settings.keys));
    keys.show(settings.keys);
    tabs.appearance({ theme: settings.theme, screenReader: settings.screenReader });
}

function setting(button, name, next) {
    find(button).addEventListener('click', () => {
        settings.set(name, next());
        showSettings();
        page.view?.focus();
    });
}

setting('#theme-button', 'theme', () => (settings.theme === 'light' ? 'dark' : 'light'));
setting('#reader-button', 'screenReader', () => !settings.screenReader);
setting('#keys-button', 'keys', () => !settings.keys);
showSettings();
new Files(page);
new Panel(page);
window.addEventListener('keydown', (event) => {
    if (event.key !== 'F6' || !event.ctrlKey || document.querySelector('dialog[open]'))
        return;
    event.preventDefault();
    event.stopPropagation();
    tabs.switchFocus();
}, true); // before the terminal, which would send it
window.addEventListener('hashchange', () => page.system && typeFromAddress());

const missing = ['WebAssembly', 'Worker', 'ResizeObserver', 'MessageChannel'].filter((name) => !(name in window));
if (missing.length > 0) {
    cover.failed(`This browser cannot run VIBEE OS: it has no ${missing.join(', ')}.`);
} else {
    start();
    watchWorker(() => page.system, start);
    workOffline(() => page.system?.sync().catch(() => {}));
}
