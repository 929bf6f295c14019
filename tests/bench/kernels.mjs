// The kernels of engine/tests in Node's V8: kernels.mjs FILE NAME=ROUNDS... prints an object of
// nanoseconds of processor time, the best of eleven runs each. Node's options choose the compiler.
import { readFileSync } from 'node:fs';

const [file, ...kernels] = process.argv.slice(2);
const module = new WebAssembly.Module(readFileSync(file));
const { exports } = new WebAssembly.Instance(module, { env: { bench_tick: (value) => value } });
const now = () => {
  const used = process.cpuUsage();
  return (used.user + used.system) * 1000;
};
const best = {};
for (const kernel of kernels) {
  const [name, rounds] = kernel.split('=');
  const times = [];
  for (let run = 0; run < 11; run++) {
    const start = now();
    exports[`bench_${name}`](Number(rounds) * 8); // processor time has a resolution of a microsecond
    times.push((now() - start) / 8);
  }
  best[name] = Math.min(...times);
}
console.log(JSON.stringify(best));
