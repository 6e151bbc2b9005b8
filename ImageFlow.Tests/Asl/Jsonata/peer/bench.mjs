// Reads cases {expr, data} and writes {parse, eval}: the median nanoseconds of one parse and one evaluation, one JSON document a line.
import { createInterface } from 'node:readline';
import jsonata from 'jsonata';

const BATCHES = 7;
const BATCH_NANOSECONDS = 4e6;

async function median(action) {
  let count = 1;
  let elapsed = 0;
  for (;;) {
    const start = process.hrtime.bigint();
    for (let i = 0; i < count; i++) await action();
    elapsed = Number(process.hrtime.bigint() - start);
    if (elapsed > BATCH_NANOSECONDS || count > 1e6) break;
    count *= 2;
  }
  const times = [];
  for (let batch = 0; batch < BATCHES; batch++) {
    const start = process.hrtime.bigint();
    for (let i = 0; i < count; i++) await action();
    times.push(Number(process.hrtime.bigint() - start) / count);
  }
  return times.sort((a, b) => a - b)[BATCHES >> 1];
}

for await (const line of createInterface({ input: process.stdin })) {
  const { expr, data } = JSON.parse(line);
  // parse is synchronous; twenty in one awaited action keep the await out of the figure
  const parse = await median(() => { for (let i = 0; i < 20; i++) jsonata(expr); }) / 20;
  const compiled = jsonata(expr);
  const evaluate = await median(() => compiled.evaluate(data));
  process.stdout.write(JSON.stringify({ parse, eval: evaluate }) + '\n');
}
