// Resizes one photo with sharp and prints the CPU time of each round in milliseconds per photo, as JSON.
// Usage: node sharp.mjs PHOTO ROUNDS REPEATS clone|once WIDTH...
//   clone: as sharp's documentation does it, one pipeline cloned for every size
//   once:  as an expert would: decode once to the largest size, make the others of its pixels
import { readFileSync } from 'node:fs';
import sharp from 'sharp';

const [photo, rounds, repeats, mode, ...widths] = process.argv.slice(2);
const sizes = widths.map(Number).sort((a, b) => b - a);
const bytes = readFileSync(photo);
sharp.concurrency(1);
sharp.cache(false);

const encode = (pipeline, width) => pipeline.resize({ width }).jpeg({ quality: 80 }).toBuffer();

async function clone() {
  const source = sharp(bytes).rotate();
  await Promise.all(sizes.map((width) => encode(source.clone(), width)));
}

async function once() {
  const { data, info } = await sharp(bytes).rotate().resize({ width: sizes[0] }).raw().toBuffer({ resolveWithObject: true });
  const raw = { width: info.width, height: info.height, channels: info.channels };
  await Promise.all(sizes.map((width) => encode(sharp(data, { raw }), width)));
}

const resize = mode === 'once' ? once : clone;
for (let i = 0; i < 3; i++) await resize();
const times = [];
for (let round = 0; round < Number(rounds); round++) {
  const before = process.cpuUsage();
  for (let i = 0; i < Number(repeats); i++) await resize();
  const used = process.cpuUsage(before);
  times.push((used.user + used.system) / 1000 / Number(repeats));
}
console.log(JSON.stringify(times));
