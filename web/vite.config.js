/* The site: static files with relative addresses. CMake says where the system's files are and where the site goes
 * (cmake/web_site.cmake). */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { defineConfig } from 'vite';

const kernel = resolve(process.env.VIBEE_KERNEL ?? '../build/web-build');
const out = resolve(process.env.VIBEE_SITE ?? '../build/web');

/* import files from 'virtual:vibee-files': where vibee.wasm and boot.tar are, and how large. */
function systemFiles() {
    const id = '\0virtual:vibee-files';
    const describe = (name) => {
        const path = join(kernel, name), bytes = readFileSync(path);
        const digest = createHash('sha256').update(bytes).digest('hex');
        return { path, size: bytes.length, digest };
    };
    return {
        name: 'vibee-files',
        resolveId: (source) => (source === 'virtual:vibee-files' ? id : undefined),
        load(loaded) {
            if (loaded !== id)
                return undefined;
            const files = { module: describe('vibee.wasm'), image: describe('boot.tar') };
            const entries = Object.entries(files);
            return [
                ...entries.map(([key, file]) => `import ${key} from ${JSON.stringify(`${file.path}?url`)};`),
                'export default {',
                ...entries.map(([key, { size, digest }]) => `${key}: { url: ${key}, size: ${size}, digest: '${digest}' },`),
                '};',
            ].join('\n');
        },
    };
}

/* sw.js: the service worker, with the digests of all files that were written and a version that changes with any. */
function serviceWorker() {
    const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');
    return {
        name: 'vibee-service-worker',
        writeBundle({ dir }, bundle) {
            const names = ['icon.svg', ...Object.keys(bundle)].sort();
            const digests = Object.fromEntries(names.map((name) => [`./${name}`, sha256(readFileSync(join(dir, name)))]));
            digests['./'] = digests['./index.html'];
            const text = JSON.stringify(digests, null, 4), source = readFileSync('src/sw.js', 'utf8');
            writeFileSync(join(dir, 'sw.js'), source.replace('__VERSION__', `vibee-${sha256(text + source).slice(0, 16)}`)
                .replace('__FILES__', () => text));
        },
    };
}

export default defineConfig({
    base: './',
    publicDir: 'public',
    plugins: [systemFiles(), serviceWorker()],
    worker: { format: 'es' },
    build: {
        outDir: out,
        emptyOutDir: true,
        target: 'es2022',
        minify: 'esbuild',
        assetsInlineLimit: 0,
        chunkSizeWarningLimit: 1000,
        rollupOptions: { input: { index: 'index.html', examples: 'examples.html' } },
    },
});
