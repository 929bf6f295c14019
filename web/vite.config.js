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

export default defineConfig({
    base: './',
    publicDir: 'public',
    plugins: [systemFiles()],
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
