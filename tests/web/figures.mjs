/* Figures that tests check and measure.mjs prints. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

import { SITE } from './browser.mjs';

/* Bytes of the files that a site's server was asked for, compressed as servers do; not those of other pages. */
export function gzipSize(site) {
    const files = [...new Set(site.server.log)].map((path) => path.slice('/some/folder/'.length) || 'index.html')
        .filter((path) => !/examples|sw\.js/.test(path));
    return files.reduce((sum, path) => sum + gzipSync(readFileSync(join(SITE, path)), { level: 9 }).length, 0);
}

/* Milliseconds of processor time that a process has used, all its threads. */
export function processorTime(pid) {
    const ran = (task) => Number(readFileSync(`/proc/${pid}/task/${task}/schedstat`, 'utf8').split(' ')[0]);
    return readdirSync(`/proc/${pid}/task`).reduce((sum, task) => sum + ran(task), 0) / 1e6;
}
