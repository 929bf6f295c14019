/* Without a mouse, and without seeing: what can be reached by the keyboard, what is called what, what is read out. */
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';

import { Site } from './browser.mjs';

/* Roles that mean nothing to a person without a name. */
const NAMED = new Set(['button', 'tab', 'tabpanel', 'tablist', 'toolbar', 'textbox', 'dialog', 'progressbar', 'main', 'complementary', 'link', 'checkbox']);

describe('keyboard and screen reader', () => {
    let site, screen, page;

    before(async () => {
        site = await Site.open();
        screen = await site.page();
        page = screen.page;
        await screen.prompt();
    });
    after(() => site?.close());
    afterEach(() => site.clean());

    /* What assistive technology is given: [role, name] of everything. */
    async function tree() {
        const protocol = await site.context.newCDPSession(page);
        const { nodes } = await protocol.send('Accessibility.getFullAXTree');
        await protocol.detach();
        return nodes.filter(({ ignored }) => !ignored).map(({ role, name }) => [role?.value ?? '', name?.value ?? '']);
    }

    const everythingHasAName = async () => {
        const all = await tree();
        assert.deepEqual(all.filter(([role, name]) => NAMED.has(role) && name.trim() === ''), []);
        return all;
    };

    test('everything has a name', async () => {
        await page.getByRole('button', { name: 'New terminal' }).click();
        await page.getByRole('tab', { name: 'Terminal 2' }).waitFor();
        await page.getByRole('button', { name: 'Keys' }).click();
        await page.getByRole('button', { name: 'System', exact: true }).click();
        await page.locator('#panel-processes', { hasText: 'vfs' }).waitFor();
        const all = (await everythingHasAName()).map((pair) => pair.join(' '));
        for (const wanted of ['tab Terminal 2', 'button Close terminal 2', 'button Left', 'button Esc', 'complementary The system'])
            assert.ok(all.includes(wanted), `${wanted} in ${all.filter((each) => each.startsWith('button'))}`);
        await page.getByRole('button', { name: 'Files' }).click();
        await page.getByRole('dialog', { name: 'Files in /root' }).waitFor();
        await everythingHasAName();
        await page.keyboard.press('Escape');
        await page.getByRole('button', { name: 'System', exact: true }).click();
        await page.getByRole('button', { name: 'Keys' }).click();
        await page.getByRole('button', { name: 'Close terminal 2' }).click();
        await page.getByRole('tab', { name: 'Terminal 2' }).waitFor({ state: 'detached' });
    });

    /* What has the focus, by its name, and whether that is seen. */
    const focused = () => page.evaluate(() => {
        const element = document.activeElement, style = getComputedStyle(element);
        return { name: element.getAttribute('aria-label') ?? element.textContent,
                 shown: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0 };
    });

    test('all of the page by keys alone: out of the terminal, along the bar, and back', async () => {
        await page.evaluate(() => window.vibee.view.focus());
        assert.match((await focused()).name, /^Terminal 1; Ctrl F6 leaves it$/);
        await page.keyboard.press('Control+F6');
        const passed = [];
        for (let i = 0; i < 7; i++) {
            const { name, shown } = await focused();
            assert.ok(shown, `the focus on ${name} is not seen`);
            passed.push(name);
            await page.keyboard.press('Tab');
        }
        assert.deepEqual(passed, ['Terminal 1', 'New terminal', 'System', 'Files', 'Keys', 'Dark', 'Screen reader']);
        assert.match((await focused()).name, /^Terminal 1;/);
        await page.keyboard.press('Control+F6');
        await page.keyboard.press('Control+F6');
        assert.equal(await screen.command('echo back'), 'back\n');
    });

    test('tabs by arrows, buttons by Enter, dialogs by Escape', async () => {
        await page.keyboard.press('Control+F6');
        await page.keyboard.press('Tab');
        await page.keyboard.press('Enter');
        await page.getByRole('tab', { name: 'Terminal 2' }).waitFor();
        await screen.prompt();
        await page.keyboard.press('Control+F6');
        assert.equal((await focused()).name, 'Terminal 2');
        await page.keyboard.press('ArrowLeft');
        assert.equal((await focused()).name, 'Terminal 1');
        await page.keyboard.press('ArrowRight');
        await page.keyboard.press('Tab');
        assert.equal((await focused()).name, 'Close terminal 2');
        await page.keyboard.press('Enter');
        await page.getByRole('tab', { name: 'Terminal 2' }).waitFor({ state: 'detached' });
        await page.getByRole('button', { name: 'Files' }).focus();
        await page.keyboard.press('Enter');
        const dialog = page.getByRole('dialog');
        await dialog.waitFor();
        for (let i = 0; i < 10; i++) { // the focus stays in it, or goes to the browser
            await page.keyboard.press('Tab');
            assert.ok(await page.evaluate(() => document.activeElement === document.body || Boolean(document.activeElement.closest('dialog'))));
        }
        await page.keyboard.press('Escape');
        await dialog.waitFor({ state: 'hidden' });
    });

    test('a screen reader is told what the terminal shows', async () => {
        await page.evaluate(() => window.vibee.view.focus());
        const reads = async (text) => (await tree()).some(([, name]) => name.includes(text));
        await screen.command('echo not yet');
        assert.equal(await page.locator('.xterm-accessibility').count(), 0);
        await page.getByRole('button', { name: 'Screen reader' }).click();
        await page.locator('.xterm-accessibility').waitFor({ state: 'attached' });
        await screen.command('echo read me out');
        await page.locator('.xterm-accessibility [role="listitem"]', { hasText: /^read me out/ }).waitFor({ state: 'attached' });
        await page.locator('.live-region[aria-live="assertive"]', { hasText: 'read me out' }).waitFor({ state: 'attached' });
        assert.ok(await reads('read me out'));
        await everythingHasAName();
        await page.getByRole('button', { name: 'Screen reader' }).click();
    });
});
