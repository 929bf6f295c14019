/* The plainest static server: files of a folder, no special header. */
import { createReadStream, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';

const types = {
    '.html': 'text/html', '.js': 'text/javascript', '.mjs': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml',
    '.json': 'application/json', '.webmanifest': 'application/manifest+json',
};

/* handlers: path prefix to (request, response, rest of the path); looked at first. */
export async function serve(folder, { prefix = '/', handlers = {} } = {}) {
    const log = [];
    const server = createServer((request, response) => {
        const path = decodeURIComponent(new URL(request.url, 'http://host').pathname);
        log.push(path);
        const special = Object.keys(handlers).find((start) => path.startsWith(start));
        if (special) {
            handlers[special](request, response, path.slice(special.length));
            return;
        }
        let file = path.startsWith(prefix) ? join(folder, normalize(`/${path.slice(prefix.length)}`)) : '';
        try {
            if (statSync(file).isDirectory())
                file = join(file, 'index.html');
            const { size } = statSync(file);
            response.writeHead(200, {
                'Content-Type': types[extname(file)] ?? 'application/octet-stream', 'Content-Length': size });
            createReadStream(file).pipe(response);
        } catch {
            response.writeHead(404).end('not found\n');
        }
    });
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    const origin = `http://127.0.0.1:${server.address().port}`;
    return {
        origin,
        url: origin + prefix,
        log,
        close: () => new Promise((resolve) => {
            server.closeAllConnections();
            server.close(resolve);
        }),
    };
}
