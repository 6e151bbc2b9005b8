'use strict';
// A flow's JavaScript: a Lambda function on AWS, the same text in a Node.js process locally.
const vm = require('vm');
const LIMIT = 2000; // milliseconds

const refusal = why => Object.assign(new Error(why), { name: 'ExpressionError' });

// Runs in a bare context. Only texts cross its border: an object would lead out of it.
function inside(text) {
  const { stringify } = JSON, run = eval, g = globalThis, e = JSON.parse(text);
  const v = e.variables ?? {}, i = e.inputs ?? {}, o = e.outputs ?? {}, x = e.values ?? {};
  const cap = n => n.charAt(0).toUpperCase() + n.slice(1);
  const find = (all, n) => Object.hasOwn(all, n) ? n : Object.keys(all).find(k => cap(k) === cap(n)) ?? n;
  const get = (all, n) => all[find(all, n)] ?? null;
  const put = (n, value) => { v[find(v, n)] = value; };
  for (const n in v) { g['get' + cap(n)] = () => v[n]; g['set' + cap(n)] = value => put(n, value); }
  for (const n in i) g['get' + cap(n)] ??= () => i[n];
  for (const n in x) g['get' + n] = () => x[n];
  g.variables = g.Variables = new Proxy(v, {
    get: (all, n) => typeof n === 'string' ? all[find(all, n)] : all[n],
    set: (all, n, value) => { put(n, value); return true; },
  });
  g.getVariable = n => get(v, n);
  g.setVariable = put;
  g.getInput = n => get(i, n);
  g.getOutputFrom = (n, k) => k === undefined ? get(o, n) : get(get(o, n) ?? {}, k);
  g.newGuid = g.newGuidString = () => 'xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx'.replace(/[xy]/g,
    c => (c === 'x' ? Math.random() * 16 | 0 : Math.random() * 4 | 8).toString(16));
  g.newShortGuid = () => g.newGuid().replace(/-/g, '').slice(0, 22);
  g.parseGuid = s => s;
  g.toJson = value => stringify(value);
  g.toMessage = value => typeof value === 'string' ? value : stringify(value);
  g.isNullOrEmpty = s => s == null || s === '';
  g.isNullOrWhiteSpace = s => !/\S/.test(s ?? '');
  let outcomes = [], answer = { error: 'The promise that it gives is never settled.' };
  g.setOutcomes = all => { outcomes = [...all]; };
  g.setOutcome = one => { outcomes = [one]; };
  const fail = why => {
    try { answer = { error: String(why?.message !== undefined ? why.name + ': ' + why.message : why) }; }
    catch { answer = { error: 'What it throws has no text.' }; }
  };
  const settle = value => {
    try {
      const result = e.condition ? !!value : value === undefined ? null : value;
      for (const n in v) v[n] ??= null;
      answer = { text: stringify(e.changes ? { result, variables: v, outcomes } : { result }) };
    } catch (why) { fail(why); }
  };
  try {
    const value = Array.isArray(e.code) ? e.code.findIndex(one => run(one)) : run(e.code);
    typeof value?.then === 'function' ? Promise.resolve(value).then(settle, fail) : settle(value);
  } catch (why) { fail(why); }
  return () => stringify(answer);
}

// An expression, statements whose last value counts, or statements with a return.
function prepare(code) {
  if (typeof code !== 'string') throw refusal('The input "expression" must be a text.');
  const compiles = text => { try { return !!new vm.Script(text); } catch (e) { return e.message; } };
  const why = compiles(code);
  const forms = [/^\s*\{/.test(code) ? `(${code}\n)` : code, code, `(function () {${code}\n})()`];
  const form = forms.find(text => compiles(text) === true);
  if (!form) throw refusal(`It is no JavaScript: ${why}`);
  return form;
}

exports.handler = async event => {
  const { expression } = event;
  const code = Array.isArray(expression) ? expression.map(prepare) : prepare(expression);
  const text = JSON.stringify(JSON.stringify({ ...event, code }));
  const context = vm.createContext(Object.create(null), { microtaskMode: 'afterEvaluate' });
  let answer;
  try {
    answer = JSON.parse(vm.runInContext(`(${inside})(${text})`, context, { timeout: LIMIT })());
  } catch (e) {
    throw refusal(e.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT' ? `It ran for more than ${LIMIT / 1000} seconds.` : e.message);
  }
  if (answer.error !== undefined) throw refusal(answer.error);
  return JSON.parse(answer.text);
};
