/*
 * What init is started with (docs/architecture.md, "Starting"). program and script say whether there is one, name what it
 * is called; environment: a list of NAME=VALUE, for a program.
 */
export function initArguments({ program, command, script, name, environment = [], fuel, programMemory, arguments: rest = [] }) {
    if (program) {
        const limits = [['--fuel', fuel], ['--mem', programMemory]]
            .flatMap(([option, value]) => (value ? [option, String(value)] : []));
        return ['run', ...environment.flatMap((variable) => ['--env', variable]), ...limits, '--', name ?? 'program', ...rest];
    }
    if (command !== undefined)
        return ['shell', '-c', command, ...rest];
    return script ? ['shell', '--script', name ?? 'script', ...rest] : ['shell', ...rest];
}
