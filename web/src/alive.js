/*
 * Whether the Worker that the system runs in is still there: a browser that ends one tells nobody. It is asked now and
 * then, and answers between two slices. Questions are counted, not time: a page that was asleep has asked nothing.
 */
import { notice } from './notices.js';

const EVERY = 2000; // milliseconds
const PATIENCE = 5; // questions

/* current(): the system that runs, if any; restart(). */
export function watchWorker(current, restart) {
    let asked = 0, about = null, line = null;
    const answered = () => {
        asked = 0;
        line?.remove();
        line = null;
    };
    setInterval(() => {
        const system = current();
        if (system !== about) {
            about = system;
            answered();
        }
        if (!system)
            return;
        if (asked++ === 0)
            system.memory().then(() => system === about && answered(), () => {});
        if (asked === PATIENCE)
            line = notice('The system does not answer: the browser may have ended it, for want of memory perhaps. Files that were synced are safe.',
                          'Start it again', restart);
    }, EVERY);
}
