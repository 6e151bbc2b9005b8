// Argument: the package to evaluate with (jsonata where absent). Reads requests {id, expr, data, bindings} and writes {id, result}, {id, undefined: true} or {id, error: {code}}, one JSON document a line.
import { createInterface } from 'node:readline';

const { default: jsonata } = await import(process.argv[2] ?? 'jsonata');

for await (const line of createInterface({ input: process.stdin })) {
  const { id, expr, data, bindings } = JSON.parse(line);
  let answer;
  try {
    const result = await jsonata(expr, { timeout: 2000, stack: 2000 }).evaluate(data, bindings);
    answer = result === undefined || typeof result === 'function' || result?._jsonata_lambda || result?._jsonata_function
      ? { id, undefined: true }
      : { id, result };
  } catch (error) {
    answer = { id, error: { code: error.code ?? 'none', message: error.message } };
  }
  let text;
  try {
    text = JSON.stringify(answer);
  } catch {
    text = JSON.stringify({ id, error: { code: 'none', message: 'not JSON' } });
  }
  process.stdout.write(text + '\n');
}
