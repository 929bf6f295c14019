/* A command, and its output */
export default async function ({ boot, print }) {
    const decoder = new TextDecoder();
    const system = await boot({ command: 'seq 5 | sort -rn; exit 3' });
    system.on('output', ({ bytes, console }) => {
        print(decoder.decode(bytes, { stream: true }));
        system.acknowledge(bytes.length, console); // or the program waits after 256 KiB
    });
    const { status } = await system.stopped;
    print(`status ${status}\n`);
}
