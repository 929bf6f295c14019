/* Files in, files out */
export default async function ({ boot, print }) {
    const bytes = new TextEncoder().encode('one\ntwo\nthree\n');
    const system = await boot({
        command: 'cd /mnt/work; sort list >sorted; wc -l <list >count',
        folders: [{ path: '/mnt/work', collect: true, items: [{ path: 'list', type: 'file', bytes }] }],
    });
    const { folders } = await system.stopped;
    for (const { path, bytes: found } of folders?.['/mnt/work'] ?? [])
        print(`${path}: ${JSON.stringify(new TextDecoder().decode(found ?? undefined))}\n`);
}
