import type { Json, ProducedFile } from "../api/types";

/** A record of the gallery as the server lists it. */
export interface GalleryImage {
  readonly id: string;
  readonly createdAt: string | null;
  readonly status: string;
  readonly record: Json;
  readonly original: ProducedFile | null;
  readonly variants: readonly ProducedFile[];
  readonly error: string | null;
  readonly cause: string | null;
}

/** What was found in a picture; what is not known is absent. */
export interface ImageFacts {
  readonly name: string;
  readonly width: number | undefined;
  readonly height: number | undefined;
  readonly faces: number | undefined;
  readonly hadGps: boolean;
  /** `#rrggbb` */
  readonly colour: string | undefined;
  readonly blurHash: string | undefined;
  /** Sixteen hexadecimal digits. */
  readonly pHash: string | undefined;
}

export function factsOf(image: GalleryImage): ImageFacts {
  const record = members(image.record);
  const metadata = members(record["metadata"]);
  const key = image.original?.key ?? image.id;
  const faces = record["faces"] ?? metadata["faces"] ?? record["faceCount"];
  return {
    name: key.slice(key.lastIndexOf("/") + 1),
    width: image.original?.width ?? number(metadata["width"]),
    height: image.original?.height ?? number(metadata["height"]),
    faces: Array.isArray(faces) ? faces.length : number(faces),
    hadGps: metadata["hasGps"] === true,
    colour: matching(metadata["dominantColor"], /^#[0-9a-f]{6}$/i),
    blurHash: text(metadata["blurHash"]),
    pHash: matching(metadata["pHash"], /^[0-9a-f]{16}$/i),
  };
}

export interface GalleryFilter {
  readonly name: string;
  /** Pixels of the smaller side, at least. */
  readonly smallest: number;
  readonly colour: ColourName | "";
  /** The perceptual hash to be like. */
  readonly like: string | undefined;
}

export const colourNames = ["red", "orange", "yellow", "green", "blue", "purple", "grey"] as const;
export type ColourName = (typeof colourNames)[number];

/** Pictures of the same scene differ in at most so many of the 64 bits. */
const mostBits = 12;

export function matches(facts: ImageFacts, filter: GalleryFilter): boolean {
  return facts.name.toLowerCase().includes(filter.name.toLowerCase())
    && (filter.smallest === 0 || Math.min(facts.width ?? 0, facts.height ?? 0) >= filter.smallest)
    && (filter.colour === "" || (facts.colour !== undefined && colourName(facts.colour) === filter.colour))
    && (filter.like === undefined || (facts.pHash !== undefined && distance(facts.pHash, filter.like) <= mostBits));
}

/** In how many bits two perceptual hashes differ. */
export function distance(a: string, b: string): number {
  let differing = BigInt(`0x${a}`) ^ BigInt(`0x${b}`);
  let bits = 0;
  for (; differing > 0n; differing &= differing - 1n) bits++;
  return bits;
}

/** The name that people give a colour, by its hue; pale and dark ones are grey. */
export function colourName(colour: string): ColourName {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16) / 255);
  const [max, min] = [Math.max(r, g, b), Math.min(r, g, b)];
  if (max - min < 0.12) return "grey";
  const sector = max === r ? ((g - b) / (max - min) + 6) % 6 : max === g ? (b - r) / (max - min) + 2 : (r - g) / (max - min) + 4;
  const hue = sector * 60;
  return hue < 15 || hue >= 330 ? "red" : hue < 45 ? "orange" : hue < 70 ? "yellow" : hue < 165 ? "green" : hue < 255 ? "blue" : "purple";
}

/** Where a file lies: an address on the API, or a whole one, which an API on AWS gives. */
export const fileAddress = (base: string, url: string): string => (url.startsWith("https://") ? url : base + url);

/** The same to be saved and not shown; a whole address is signed as it is. */
export const downloadAddress = (base: string, url: string): string => (url.startsWith("https://") ? url : `${base}${url}?download`);

/** The value of an `srcset` attribute: every size with its width, the smallest first. */
export function srcset(variants: readonly ProducedFile[], base: string): string {
  return variants.filter((file) => file.width !== null).toSorted((a, b) => (a.width ?? 0) - (b.width ?? 0)).map((file) => `${fileAddress(base, file.url)} ${file.width}w`).join(", ");
}

type Members = { readonly [name: string]: Json };
const members = (value: Json | undefined): Members => (value !== null && typeof value === "object" && !Array.isArray(value) ? (value as Members) : {});
const text = (value: Json | undefined) => (typeof value === "string" ? value : undefined);
const number = (value: Json | undefined) => (typeof value === "number" ? value : undefined);
const matching = (value: Json | undefined, form: RegExp) => (typeof value === "string" && form.test(value) ? value : undefined);
