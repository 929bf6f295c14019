/* The npm package: what `npm pack` made, unpacked somewhere else. */
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';

describe('the npm package', () => {
    let folder, root, command;

    before(() => {
        const archives = readdirSync(process.env.VIBEE_PACKAGE).filter((name) => name.endsWith('.tgz'));
        assert.equal(archives.length, 1);
        folder = mkdtempSync(join(tmpdir(), 'vibee-package-'));
        execFileSync('tar', ['-xzf', join(process.env.VIBEE_PACKAGE, archives[0]), '-C', folder]);
        root = join(folder, 'package');
        command = join(root, JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).bin.vibee);
    });
    after(() => rmSync(folder, { recursive: true, force: true }));

    const vibee = (...words) => spawnSync(process.execPath, [command, ...words], { encoding: 'utf8', cwd: folder, input: '' });

    test('the command boots, with a folder', () => {
        writeFileSync(join(folder, 'b a'), 'contents\n');
        const done = vibee('--dir', `${folder}:/mnt/f`, '-c', 'cat "/mnt/f/b a" | wc -c; cp "/mnt/f/b a" /mnt/f/copy; exit 7');
        assert.deepEqual([done.status, done.stdout, done.stderr], [7, '9\n', '']);
        assert.equal(readFileSync(join(folder, 'copy'), 'utf8'), 'contents\n');
    });

    test('--help is that of the hosted binary, --version the package\'s', () => {
        const source = readFileSync(new URL('../../platforms/posix/src/help.c', import.meta.url), 'utf8');
        for (const words of [['--help'], ['run', '--help']]) {
            const { status, stdout } = vibee(...words);
            assert.equal(status, 0);
            assert.match(stdout, /^usage: vibee /);
            for (const line of stdout.trimEnd().split('\n'))
                assert.ok(source.includes(JSON.stringify(`${line}\n`)), line);
        }
        const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
        assert.equal(vibee('--version').stdout, `vibee ${version} (node)\n`);
    });

    test('what a page imports is there', () => {
        const api = join(root, 'web/src/api');
        for (const name of readdirSync(api).filter((file) => file.endsWith('.js'))) {
            const text = readFileSync(join(api, name), 'utf8');
            assert.doesNotMatch(text, /virtual:/, name);
            for (const [, path] of text.matchAll(/(?:from |new URL\()'(\.[^']*)'/g))
                assert.ok(existsSync(join(api, path)), `${name}: ${path}`);
        }
    });
});
