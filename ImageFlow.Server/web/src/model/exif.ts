/** What a sample photo is to tell about itself. */
export interface ExifNote {
  /** 1 to 8 (EXIF 2.32, tag 0112). */
  readonly orientation: number;
  readonly make: string;
  readonly model: string;
  /** As EXIF writes it: `YYYY:MM:DD hh:mm:ss`. */
  readonly takenAt: string;
  /** Degrees, north and east positive. */
  readonly latitude: number;
  readonly longitude: number;
}

type Entry = readonly [tag: number, type: number, count: number, value: number | readonly number[]];

const ascii = 2;
const short = 3;
const long = 4;
const rational = 5;
const unitOf: Readonly<Record<number, number>> = { [ascii]: 1, [short]: 2, [long]: 4, [rational]: 8 };

/** The JPEG with a block of EXIF data (TIFF 6.0 inside an APP1 segment, EXIF 2.32 §4.5) put right behind its start. */
export function withExif(jpeg: Uint8Array, note: ExifNote): Uint8Array {
  if (jpeg[0] !== 0xff || jpeg[1] !== 0xd8) throw new Error("The bytes do not begin as a JPEG does (FF D8).");
  const block = exifBlock(note);
  const length = block.length + 8;
  const segment = [0xff, 0xe1, length >> 8, length & 0xff, ...text("Exif"), 0, 0, ...block];
  const out = new Uint8Array(jpeg.length + segment.length);
  out.set(jpeg.subarray(0, 2));
  out.set(segment, 2);
  out.set(jpeg.subarray(2), 2 + segment.length);
  return out;
}

function exifBlock(note: ExifNote): number[] {
  const header = [...text("II"), 42, 0, 8, 0, 0, 0];
  const size = (entries: readonly Entry[]) => 2 + 12 * entries.length + 4 + entries.reduce((sum, [, type, count]) => sum + outside(type, count), 0);
  const main = (exifAt: number, gpsAt: number): readonly Entry[] => [
    words(0x010f, note.make), words(0x0110, note.model), [0x0112, short, 1, note.orientation], [0x8769, long, 1, exifAt], [0x8825, long, 1, gpsAt],
  ];
  const exif: readonly Entry[] = [words(0x9003, note.takenAt)];
  const gps: readonly Entry[] = [
    words(1, note.latitude < 0 ? "S" : "N"), [2, rational, 3, degrees(note.latitude)], words(3, note.longitude < 0 ? "W" : "E"), [4, rational, 3, degrees(note.longitude)],
  ];
  const exifAt = 8 + size(main(0, 0));
  const gpsAt = exifAt + size(exif);
  return [...header, ...directory(main(exifAt, gpsAt), 8), ...directory(exif, exifAt), ...directory(gps, gpsAt)];
}

/** An IFD: its entries, no next one, and behind it the values that do not fit into four bytes. */
function directory(entries: readonly Entry[], at: number): number[] {
  const out = [...bytes(entries.length, 2)];
  const behind: number[] = [];
  const valuesAt = at + 2 + 12 * entries.length + 4;
  for (const [tag, type, count, value] of entries) {
    out.push(...bytes(tag, 2), ...bytes(type, 2), ...bytes(count, 4));
    const stored = typeof value === "number" ? bytes(value, 4) : type === ascii ? value : value.flatMap((part) => bytes(part, 4));
    if (outside(type, count) === 0) out.push(...[...stored, 0, 0, 0, 0].slice(0, 4));
    else {
      out.push(...bytes(valuesAt + behind.length, 4));
      behind.push(...stored, ...(stored.length % 2 === 1 ? [0] : []));
    }
  }
  return [...out, 0, 0, 0, 0, ...behind];
}

function outside(type: number, count: number): number {
  const size = (unitOf[type] ?? 1) * count;
  return size <= 4 ? 0 : size + (size % 2);
}

function text(value: string): number[] {
  return [...new TextEncoder().encode(value)];
}

/** Text as EXIF keeps it, with a zero at its end. */
function words(tag: number, value: string): Entry {
  const kept = [...text(value), 0];
  return [tag, ascii, kept.length, kept];
}

/** Degrees, minutes and seconds, each as a numerator and a denominator. */
function degrees(value: number): readonly number[] {
  const whole = Math.abs(value);
  const minutes = (whole % 1) * 60;
  return [Math.floor(whole), 1, Math.floor(minutes), 1, Math.round((minutes % 1) * 6_000), 100];
}

function bytes(value: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => (value >>> (8 * index)) & 0xff);
}
