// Resizes one photo with sharp and prints the CPU time of each round in milliseconds per photo, as JSON.
// Usage: node sharp.mjs PHOTO ROUNDS REPEATS WIDTH...
import { readFileSync } from 'node:fs';
import sharp from 'sharp';

const [photo, rounds, repeats, ...widths] = process.argv.slice(2);
const bytes = readFileSync(photo);
sharp.concurrency(1);
sharp.cache(false);

async function resize() {
  const source = sharp(bytes).rotate();
  await Promise.all(widths.map((width) => source.clone().resize({ width: Number(width) }).jpeg({ quality: 80 }).toBuffer()));
}

for (let i = 0; i < 3; i++) await resize();
const times = [];
for (let round = 0; round < Number(rounds); round++) {
  const before = process.cpuUsage();
  for (let i = 0; i < Number(repeats); i++) await resize();
  const used = process.cpuUsage(before);
  times.push((used.user + used.system) / 1000 / Number(repeats));
}
console.log(JSON.stringify(times));
