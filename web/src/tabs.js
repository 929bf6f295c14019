/* Terminals in tabs, all of the same system. The first one is the system's own: it cannot be closed, and when its
 * shell ends, so does the system. */
import { notice } from './notices.js';

export class Tabs {
    #strip = document.querySelector('#tabs');
    #place = document.querySelector('#terminals');
    #appearance;
    #system = null;
    #tabs = []; // {console, view, element, button}
    #shown = null;

    /* appearance(): of a new terminal. */
    constructor(appearance) {
        this.#appearance = appearance;
        this.#strip.addEventListener('keydown', (event) => this.#key(event));
    }

    get view() {
        return this.#shown?.view ?? null;
    }

    get count() {
        return this.#tabs.length;
    }

    /* An element for a terminal that is being made. */
    box() {
        const element = document.createElement('div');
        element.className = 'terminal-box';
        element.setAttribute('role', 'tabpanel');
        this.#place.append(element);
        return element;
    }

    first(system, element) {
        this.#system = system;
        this.#add({ console: 0, view: system.view, element });
        const more = document.createElement('button');
        more.type = 'button';
        more.id = 'new-tab';
        more.textContent = '+';
        more.setAttribute('aria-label', 'New terminal');
        more.addEventListener('click', () => this.open());
        this.#strip.append(more);
    }

    async open() {
        const system = this.#system, element = this.box();
        try {
            const { view, console, ended } = await system.open(element, this.#appearance());
            const tab = this.#add({ console, view, element });
            view.focus();
            ended.then((status) => system === this.#system && this.#ended(tab, status));
        } catch (error) {
            element.remove();
            notice(error.message);
        }
    }

    /* From the terminal, which takes Tab for itself, to the bar, and back. */
    switchFocus() {
        if (this.#place.contains(document.activeElement))
            this.#shown?.button.focus();
        else
            this.view?.focus();
    }

    send(text) {
        if (this.#shown)
            this.#system.send(text, this.#shown.console);
    }

    appearance(chosen) {
        this.#tabs.forEach(({ view }) => view.appearance(chosen));
    }

    clear() {
        this.#tabs.forEach(({ view }) => view.dispose());
        this.#tabs = [];
        this.#shown = this.#system = null;
        this.#strip.replaceChildren();
        this.#place.replaceChildren();
    }

    #add(tab) {
        const group = document.createElement('span'), button = document.createElement('button');
        group.className = 'tab';
        button.type = 'button';
        button.setAttribute('role', 'tab');
        button.id = `tab-${tab.console}`;
        button.textContent = `Terminal ${tab.console + 1}`;
        tab.element.setAttribute('aria-labelledby', button.id);
        tab.view.terminal.textarea?.setAttribute('aria-label', `Terminal ${tab.console + 1}; Ctrl F6 leaves it`);
        button.addEventListener('click', () => {
            this.#show(tab);
            tab.view.focus();
        });
        group.append(button);
        if (tab.console > 0)
            group.append(this.#closeButton(tab));
        Object.assign(tab, { group, button });
        this.#tabs.push(tab);
        this.#strip.insertBefore(group, this.#strip.querySelector('#new-tab'));
        this.#show(tab);
        return tab;
    }

    #closeButton(tab) {
        const close = document.createElement('button');
        close.type = 'button';
        close.className = 'close';
        close.textContent = '×';
        close.setAttribute('aria-label', `Close terminal ${tab.console + 1}`);
        close.addEventListener('click', () => this.#system.hangUp(tab.console));
        return close;
    }

    #show(tab) {
        this.#shown = tab;
        for (const each of this.#tabs) {
            each.button.setAttribute('aria-selected', String(each === tab));
            each.button.tabIndex = each === tab ? 0 : -1;
            each.view.hide(each !== tab);
        }
    }

    #ended(tab, status) {
        if (status === null)
            notice(`The session of terminal ${tab.console + 1} has failed; its programs have ended. A new terminal can be opened.`);
        this.#remove(tab);
    }

    #remove(tab) {
        this.#tabs = this.#tabs.filter((each) => each !== tab);
        tab.view.dispose();
        tab.element.remove();
        tab.group.remove();
        if (this.#shown === tab) {
            this.#show(this.#tabs.at(-1));
            this.view.focus();
        }
    }

    /* Arrows move between the tabs, as in every tab list. */
    #key(event) {
        const at = this.#tabs.findIndex(({ button }) => button === event.target);
        const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
        if (at < 0 || !step)
            return;
        const next = this.#tabs.at((at + step) % this.#tabs.length);
        this.#show(next);
        next.button.focus();
    }
}
