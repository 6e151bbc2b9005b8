/** Pixels of a placeholder: RGBA, row by row. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray<ArrayBuffer>;
}

const digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz#$%*+,-.:;=?@[]^_{|}~";

/** Decodes a BlurHash (the format's description: one digit for the counts, one for the largest value, four for the mean, two for each further component). */
export function decodeBlurHash(hash: string, width: number, height: number): Pixels | undefined {
  const values = [...hash].map((sign) => digits.indexOf(sign));
  const counts = values[0] ?? -1;
  const [across, down] = [(counts % 9) + 1, Math.floor(counts / 9) + 1];
  if (values.includes(-1) || values.length !== 4 + 2 * across * down) return undefined;
  const number = (from: number, length: number) => values.slice(from, from + length).reduce((sum, digit) => sum * 83 + digit, 0);
  const largest = (number(1, 1) + 1) / 166;
  const mean = number(2, 4);
  const components = Array.from({ length: across * down }, (_, index) => {
    if (index === 0) return [mean >> 16, (mean >> 8) & 255, mean & 255].map(linear);
    const value = number(4 + 2 * index, 2);
    return [Math.floor(value / 361), Math.floor(value / 19) % 19, value % 19].map((level) => Math.sign(level - 9) * ((level - 9) / 9) ** 2 * largest);
  });
  const data = new Uint8ClampedArray(width * height * 4);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const sum = [0, 0, 0];
      for (const [index, colour] of components.entries()) {
        const wave = Math.cos((Math.PI * x * (index % across)) / width) * Math.cos((Math.PI * y * Math.floor(index / across)) / height);
        for (let channel = 0; channel < 3; channel++) sum[channel] = (sum[channel] ?? 0) + (colour[channel] ?? 0) * wave;
      }
      data.set([...sum.map(nonlinear), 255], (y * width + x) * 4);
    }
  }
  return { width, height, data };
}

/** sRGB's transfer function (IEC 61966-2-1). */
function linear(value: number): number {
  const level = value / 255;
  return level <= 0.04045 ? level / 12.92 : ((level + 0.055) / 1.055) ** 2.4;
}

function nonlinear(level: number): number {
  const value = Math.max(0, Math.min(1, level));
  return Math.round(255 * (value <= 0.0031308 ? value * 12.92 : 1.055 * value ** (1 / 2.4) - 0.055));
}
