// Runs one state machine many times with aws-local-stepfunctions, in memory, and prints the executions per second.
// Usage: node stepfunctions.mjs DEFINITION-FILE INPUT-JSON COUNT AT-ONCE
import { readFileSync } from 'node:fs';
import { StateMachine } from 'aws-local-stepfunctions';

const [file, input, count, atOnce] = process.argv.slice(2);
const machine = new StateMachine(JSON.parse(readFileSync(file, 'utf8')), { validationOptions: { checkPaths: false, checkArn: false } });

async function run(total) {
  let left = total;
  await Promise.all(
    Array.from({ length: Number(atOnce) }, async () => {
      while (left-- > 0) {
        await machine.run(JSON.parse(input)).result;
      }
    }),
  );
}

await run(Math.ceil(Number(count) / 4));
const start = process.hrtime.bigint();
await run(Number(count));
console.log(Number(count) / (Number(process.hrtime.bigint() - start) / 1e9));
