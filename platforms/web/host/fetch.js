/* Files of the system, with progress. */

async function fetchOne(url, cache, progress) {
    let response;
    try {
        response = await fetch(url, { cache });
    } catch (error) {
        throw new Error(`${url}: expected a file of the system, found: ${error.message}`);
    }
    if (!response.ok)
        throw new Error(`${url}: expected a file of the system, found: ${response.status} ${response.statusText}`);
    const reader = response.body.getReader(), parts = [];
    let size = 0;
    for (;;) {
        const { done, value } = await reader.read();
        if (done)
            break;
        parts.push(value);
        size += value.length;
        progress(value.length);
    }
    const bytes = new Uint8Array(size);
    let at = 0;
    for (const part of parts) {
        bytes.set(part, at);
        at += part.length;
    }
    return bytes;
}

const hex = (buffer) => [...new Uint8Array(buffer)].map((byte) => byte.toString(16).padStart(2, '0')).join('');

/* Why these are not the bytes of the file; null: they are. Without a secure context only the size is known. */
async function wrong({ size, digest }, bytes) {
    if (size && bytes.length !== size)
        return `expected ${size} bytes, found ${bytes.length}`;
    if (digest && globalThis.crypto?.subtle && hex(await crypto.subtle.digest('SHA-256', bytes)) !== digest)
        return 'expected other contents than those that were found';
    return null;
}

/* What a cache holds may be cut off or old: then the server is asked, once. */
async function fetchWhole(file, progress) {
    const bytes = await fetchOne(file.url, 'default', progress);
    if (!await wrong(file, bytes))
        return bytes;
    const again = await fetchOne(file.url, 'reload', () => {}), problem = await wrong(file, again);
    if (problem)
        throw new Error(`${file.url}: ${problem}`);
    return again;
}

/* files: [{url, size, digest}]; digest (SHA-256 in hex, may be missing) tells a damaged or stale file. The size is
 * for the progress, as servers compress. progress(loaded, total) in bytes. */
export async function fetchFiles(files, progress) {
    const total = files.reduce((sum, file) => sum + file.size, 0);
    let loaded = 0;
    progress(0, total);
    return Promise.all(files.map((file) => fetchWhole(file, (count) => progress(Math.min(loaded += count, total), total))));
}
