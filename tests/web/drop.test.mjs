/* Files of this computer dropped on the page: as the browser itself takes them from a file manager (the DevTools
 * protocol's drag events carry paths), and as a script of a page can make them. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, describe, test } from 'node:test';

import { Site } from './browser.mjs';
import { HELLO } from './guests.mjs';

const PICTURE = Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n\0\0\0\rIHDR', 'latin1'), Buffer.alloc(100, 7)]);

describe('what is dropped', () => {
    let site, screen, page, folder, protocol;

    before(async () => {
        folder = mkdtempSync(join(tmpdir(), 'vibee-drop-'));
        mkdirSync(join(folder, 'tree/inner/empty'), { recursive: true });
        for (const [name, contents] of [['letter.txt', 'a letter\n'], ['other file', 'other\n'], ['hello.wasm', HELLO], ['cut.wasm', HELLO.subarray(0, 90)],
                                        ['picture.png', PICTURE], ['tree/leaf', 'leaf\n'], ['tree/inner/leaf', 'inner\n']])
            writeFileSync(join(folder, name), contents);
        for (let i = 0; i < 120; i++) // more than a browser lists at a time
            writeFileSync(join(folder, `tree/inner/${i}`), `${i}\n`);
        site = await Site.open();
        screen = await site.page();
        ({ page } = screen);
        protocol = await site.context.newCDPSession(page);
        await screen.prompt();
    });
    after(async () => {
        await site?.close();
        rmSync(folder, { recursive: true, force: true });
    });
    afterEach(() => site.clean());

    const drag = (type, names) => protocol.send('Input.dispatchDragEvent', {
        type, x: 300, y: 200, data: { items: [], files: names.map((name) => join(folder, name)), dragOperationsMask: 1 } });

    const drop = async (...names) => {
        await drag('dragEnter', names);
        await drag('dragOver', names);
        await page.locator('#drop').waitFor();
        await drag('drop', names);
        await page.locator('#drop').waitFor({ state: 'hidden' });
    };

    const said = (text) => page.locator('#notices', { hasText: text }).waitFor();

    test('one file', async () => {
        await drop('letter.txt');
        await said('letter.txt: now in /root.');
        assert.equal(await screen.command('cat letter.txt'), 'a letter\n'); // typed without a click: the terminal has the keys
    });

    test('several, of which one replaces what was there', async () => {
        writeFileSync(join(folder, 'letter.txt'), 'a new letter\n');
        await drop('letter.txt', 'other file');
        await said('letter.txt, other file: now in /root.');
        assert.equal(await screen.command('cat letter.txt "other file"'), 'a new letter\nother\n');
    });

    test('a folder with all that is in it', async () => {
        await drop('tree');
        await said('tree: now in /root.');
        assert.equal(await screen.command('cd tree; cat leaf inner/leaf inner/119; ls inner | wc -w; ls inner/empty; cd ..'),
                     'leaf\ninner\n119\n122\n');
    });

    test('a program, which is run', async () => {
        await drop('hello.wasm');
        await said('hello.wasm: now in /root. Run it with ./hello.wasm');
        assert.equal(await screen.command('./hello.wasm'), 'hello from a dropped program!\n');
    });

    test('what is no program says so when it is run', async () => {
        await drop('picture.png', 'cut.wasm');
        await said('picture.png, cut.wasm: now in /root');
        assert.match(await screen.command('./picture.png'),
                     /^vsh: .*picture\.png: .*expected a WebAssembly module, found another kind of file\n$/);
        assert.match(await screen.command('./cut.wasm'), /^vsh: .*cut\.wasm: .+ at offset 0x[0-9a-f]+\n$/);
        assert.match(await screen.command('./tree'), /^vsh: \.\/tree: is a directory\n$/);
    });

    test('what cannot be taken is said, and the rest is taken', async () => {
        await screen.command('mkdir letter.dir; cp letter.txt kept');
        writeFileSync(join(folder, 'letter.dir'), 'no directory\n');
        await drop('letter.dir', 'hello.wasm');
        await said('letter.dir: expected a file or nothing, found a directory');
        await said('hello.wasm: now in /root');
        /* Made by a script, as a page does that drags a picture of its own. */
        await page.evaluate(() => {
            const transfer = new DataTransfer();
            transfer.items.add(new File(['made\n'], 'made by a script'));
            for (const type of ['dragover', 'drop'])
                document.querySelector('#terminals').dispatchEvent(
                    new DragEvent(type, { dataTransfer: transfer, bubbles: true, cancelable: true }));
        });
        await said('made by a script: now in /root');
        assert.equal(await screen.command('cat "made by a script"'), 'made\n');
    });

    test('text that is dragged is not for the page; it stays where it is', async () => {
        await page.evaluate(() => {
            const transfer = new DataTransfer();
            transfer.setData('text/plain', 'words');
            document.querySelector('#terminals').dispatchEvent(
                new DragEvent('dragover', { dataTransfer: transfer, bubbles: true, cancelable: true }));
        });
        assert.ok(await page.locator('#drop').isHidden());
    });

    test('without a system it is said that none runs', async () => {
        await screen.type('exit');
        await page.keyboard.press('Enter');
        await page.getByRole('button', { name: 'Start again' }).waitFor();
        await drop('letter.txt');
        await said('No system runs');
        await page.getByRole('button', { name: 'Start again' }).click();
        await screen.prompt();
        await drop('letter.txt');
        await said('letter.txt: now in /root.');
        assert.equal(await screen.command('cat letter.txt kept'), 'a new letter\na new letter\n');
    });
});
