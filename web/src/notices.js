/* Lines above the terminal for what a person should know; each can be dismissed, and may offer one action. Those
 * that only say what has been done make place for the next of their kind. */
export function notice(text, label = null, action = null) {
    const box = document.querySelector('#notices');
    if ([...box.querySelectorAll('p')].some((p) => p.textContent === text))
        return null;
    const line = document.createElement('div');
    line.className = 'notice';
    const p = document.createElement('p');
    p.textContent = text;
    line.append(p);
    const button = (name, call) => {
        const element = document.createElement('button');
        element.type = 'button';
        element.textContent = name;
        element.addEventListener('click', () => {
            line.remove();
            call?.();
        });
        line.append(element);
    };
    if (label)
        button(label, action);
    button('Dismiss', null);
    box.append(line);
    line.scrollIntoView({ block: 'nearest' });
    return line;
}

let last = null;

export function done(text) {
    last?.remove();
    last = notice(text);
}

export const clearNotices = () => document.querySelector('#notices').replaceChildren();
