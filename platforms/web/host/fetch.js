/* Files of the system, with progress. */

async function fetchOne(url, progress) {
    let response;
    try {
        response = await fetch(url);
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

/* files: [{url, size, digest}]; digest (SHA-256 in hex, may be missing) tells a damaged or stale file. The size is
 * for the progress, as servers compress. progress(loaded, total) in bytes. */
export async function fetchFiles(files, progress) {
    const total = files.reduce((sum, file) => sum + file.size, 0);
    let loaded = 0;
    progress(0, total);
    return Promise.all(files.map(async (file) => {
        const bytes = await fetchOne(file.url, (count) => progress(Math.min(loaded += count, total), total));
        if (file.size && bytes.length !== file.size)
            throw new Error(`${file.url}: expected ${file.size} bytes, found ${bytes.length}: reload the page`);
        return bytes;
    }));
}
