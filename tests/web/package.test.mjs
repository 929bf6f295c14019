/* The npm package: what `npm pack` made, unpacked somewhere else. */
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
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

    /* Of a page: boot, and what examples are given beside it. */
    const TOOLS = `import { boot } from 'vibee-os';
        type Tools = { boot: typeof boot; element: HTMLElement; print(text: string): void };`;

    /* What the TypeScript compiler says of files, {name: text}, that import the package. */
    function compile(files) {
        const place = mkdtempSync(join(folder, 'types-'));
        mkdirSync(join(place, 'node_modules'));
        symlinkSync(root, join(place, 'node_modules/vibee-os'));
        for (const [name, text] of Object.entries(files))
            writeFileSync(join(place, name), text);
        const compiler = fileURLToPath(new URL('../../web/node_modules/typescript/bin/tsc', import.meta.url));
        const options = '--noEmit --strict --skipLibCheck --module esnext --moduleResolution bundler --target es2022 --lib es2022,dom';
        return spawnSync(process.execPath, [compiler, ...options.split(' '), ...Object.keys(files)], { encoding: 'utf8', cwd: place }).stdout;
    }

    const read = (path) => readFileSync(new URL(path, import.meta.url), 'utf8');

    /* The example that a text for people has: an indented block. */
    function exampleOf(path) {
        const lines = read(path).split('\n'), start = lines.findIndex((line) => line.startsWith("    import { boot } from 'vibee-os'"));
        const end = lines.findIndex((line, index) => index > start && line !== '' && !line.startsWith('    '));
        assert.ok(start > 0 && end > start, path);
        return lines.slice(start, end).join('\n').replaceAll("querySelector('#terminal')", "querySelector<HTMLElement>('#terminal')!");
    }

    test('the types are right for a page that uses all of the API and for all examples, and say what is wrong', () => {
        const right = { 'consumer.ts': read('types/consumer.ts'), 'web.ts': exampleOf('../../docs/web.md'), 'readme.ts': exampleOf('../../web/npm/README.md') };
        for (const name of readdirSync(new URL('../../web/src/examples/', import.meta.url))) {
            const text = read(`../../web/src/examples/${name}`).trimEnd().replace('export default async function (', 'export default (async function (');
            right[`example-${name.replace('.js', '.ts')}`] = `${TOOLS}\n${text}) satisfies (tools: Tools) => Promise<unknown>;\n`;
        }
        const wrong = [`await boot({ comand: 'ls' });`, `(await boot()).put('/root/f', 7);`, `(await boot()).on('outptu', () => {});`,
                       `const text: string = (await (await boot()).run('ls')).output;`];
        const files = Object.fromEntries(wrong.map((line, index) => [`wrong${index}.ts`, `import { boot } from 'vibee-os';\n${line}\n`]));
        const said = compile({ ...right, ...files }).split('\n').filter((line) => /^\S/.test(line));
        assert.deepEqual(said.filter((line) => !line.startsWith('wrong')), []);
        wrong.forEach((line, index) => assert.ok(said.some((each) => each.startsWith(`wrong${index}.ts(2,`)), line));
    });

    test('what is declared is what there is', () => {
        const declared = readFileSync(join(root, 'web/src/api/index.d.ts'), 'utf8').match(/export interface System \{([^]*?)\n\}/)[1];
        const names = [...declared.matchAll(/^    (?:readonly )?(\w+)[?(<:]/gm)].map(([, name]) => name).filter((name) => name !== 'view');
        const source = readFileSync(join(root, 'web/src/api/system.js'), 'utf8');
        assert.ok(names.length > 15);
        for (const name of names)
            assert.match(source, new RegExp(`^    (async |get )?${name}\\(`, 'm'), name);
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
