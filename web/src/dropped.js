/* What was dropped on the page: files, and folders with all that is in them. */

const read = (reader) => new Promise((resolve, reject) => { reader.readEntries(resolve, reject); });
const fileOf = (entry) => new Promise((resolve, reject) => { entry.file(resolve, reject); });

/* A directory is listed some entries at a time; none: that was all. */
async function below(entry) {
    const reader = entry.createReader(), all = [];
    for (let some = await read(reader); some.length > 0; some = await read(reader))
        all.push(...some);
    return all;
}

async function* walk(entry, path) {
    if (entry.isFile) {
        yield { path, open: () => fileOf(entry) };
        return;
    }
    yield { path, open: null };
    for (const item of await below(entry))
        yield* walk(item, `${path}/${item.name}`);
}

async function* walkAll(entries) {
    for (const entry of entries)
        yield* walk(entry, entry.name);
}

/* Items as Files.upload() takes them: {path, open}; open: null for a directory, else a promise of the File. Must be
 * called while the event is handled, since nothing is left of it later. */
export function dropped(transfer) {
    const entries = [...transfer.items].filter(({ kind }) => kind === 'file').map((item) => item.webkitGetAsEntry?.());
    if (entries.length > 0 && entries.every(Boolean))
        return walkAll(entries);
    return chosen([...transfer.files]); // files that a script has put there, too
}

/* The same of files from a dialog. */
export const chosen = (files) => files.map((file) => ({ path: file.name, open: async () => file }));
