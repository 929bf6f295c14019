/* A terminal in an element */
export default async function ({ boot, element }) {
    const system = await boot({ element });
    system.send('uname; ps\r');
    return system; // it runs on
}
