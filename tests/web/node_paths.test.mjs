/* Paths and names of the command in Node, as they are on Windows and elsewhere, whatever this runs on. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';

import { asGuestPath, guestColon, isFileName, nameOf } from '../../platforms/web/node/host_names.js';
import { parseFolder } from '../../platforms/web/node/options.js';

const folder = (text, platform) => {
    const { host, guest, readOnly } = parseFolder(text, platform);
    return [host, guest, readOnly];
};

describe('Windows', () => {
    const on = 'win32';

    test('a drive\'s colon is none that separates', () => {
        assert.deepEqual(folder('C:\\none', on), ['C:\\none', null, false]);
        assert.deepEqual(folder('C:\\none:ro', on), ['C:\\none', null, true]);
        assert.deepEqual(folder('C:\\none:/mnt/d', on), ['C:\\none', '/mnt/d', false]);
        assert.deepEqual(folder('c:/none:/mnt/d:ro', on), ['c:/none', '/mnt/d', true]);
        assert.deepEqual(folder('C:', on), ['C:', null, false]);
        assert.deepEqual(folder('none:/mnt/d', on), ['none', '/mnt/d', false]);
        assert.deepEqual(folder('\\\\server\\share:/mnt/d', on), ['\\\\server\\share', '/mnt/d', false]);
        assert.deepEqual(folder('\\\\?\\C:\\none', on), ['\\\\?\\C:\\none', null, false]);
        assert.equal(guestColon('C:\\a:/b', on), 4);
    });

    test('names that mean something else than a file', () => {
        for (const name of ['a\\b', '..\\up', 'file:stream', 'what?', '*', 'a"', '<', '>', 'a|b', 'dot.', 'blank ', 'nul', 'NUL.txt',
                            'con', 'Com1', 'lpt9.log', 'conin$', '\x01', 'line\nend'])
            assert.equal(isFileName(name, on), false, JSON.stringify(name));
        for (const name of ['a', 'a b', '.hidden', 'null', 'console', 'com', 'com10', 'a.nul', 'GrÃ¼Ãe', '~', "it's", 'a;b', '-'])
            assert.equal(isFileName(name, on), true, name);
    });

    test('paths and their last parts', () => {
        assert.equal(asGuestPath('C:\\data\\in', on), 'C:/data/in');
        assert.equal(nameOf('C:\\data\\in.wasm', on), 'in.wasm');
        assert.equal(nameOf('C:\\data\\', on), 'data');
        assert.equal(nameOf('C:\\', on), '');
        assert.equal(nameOf('C:/data/in', on), 'in');
    });
});

describe('Linux and macOS', () => {
    for (const on of ['linux', 'darwin'])
        test(on, () => {
            assert.deepEqual(folder('none:/mnt/d:ro', on), ['none', '/mnt/d', true]);
            assert.deepEqual(folder('C:/mnt/d', on), ['C', '/mnt/d', false]);
            assert.equal(asGuestPath('a\\b', on), 'a\\b');
            assert.equal(nameOf('a\\b', on), 'a\\b');
            assert.ok(['a\\b', 'file:stream', 'nul', 'dot.', 'line\nend'].every((name) => isFileName(name, on)));
            const home = mkdtempSync(join(tmpdir(), 'vibee-paths-'));
            try { // a whole that is a folder is meant as one
                mkdirSync(join(home, 'a:b:ro'));
                assert.deepEqual(folder(join(home, 'a:b:ro'), on), [join(home, 'a:b:ro'), null, false]);
            } finally {
                rmSync(home, { recursive: true });
            }
        });
});
