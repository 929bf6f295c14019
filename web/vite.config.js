/* The site: static files with relative addresses. CMake says where the system's files are and where the site goes
 * (cmake/web_site.cmake). */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
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

/* sw.js: the service worker, with the names of all files and a version that changes with any of them. */
function serviceWorker() {
    return {
        name: 'vibee-service-worker',
        generateBundle(_, bundle) {
            const pages = ['index.html', 'examples.html'];
            const names = ['./', './icon.svg', ...pages.map((name) => `./${name}`), ...Object.keys(bundle).map((name) => `./${name}`)].sort();
            const hash = createHash('sha256');
            for (const [name, item] of Object.entries(bundle).sort(([a], [b]) => (a < b ? -1 : 1)))
                hash.update(name).update(item.code ?? item.source);
            for (const name of [...pages, 'public/icon.svg', 'src/sw.js'])
                hash.update(readFileSync(name));
            const source = readFileSync('src/sw.js', 'utf8').replace('__VERSION__', `vibee-${hash.digest('hex').slice(0, 16)}`)
                .replace('__FILES__', JSON.stringify(names, null, 4));
            this.emitFile({ type: 'asset', fileName: 'sw.js', source });
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
