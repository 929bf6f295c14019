/* One WebAssembly program, with limits and nothing else */
export default async function ({ boot, print }) {
    // (module (func (export "_start") (loop (br 0))))
    const program = Uint8Array.from([0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 7, 10, 1, 6, 95, 115,
                                     116, 97, 114, 116, 0, 0, 10, 9, 1, 7, 0, 3, 64, 12, 0, 11, 11]);
    const system = await boot({ program, name: 'endless.wasm', fuel: 100000 });
    const decoder = new TextDecoder();
    system.on('output', ({ bytes }) => print(decoder.decode(bytes)));
    print(`status ${(await system.stopped).status}\n`);
}
