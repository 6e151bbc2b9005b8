/** What the header of a stored picture tells (`/api/picture-facts`). */
export interface PictureFacts {
  readonly format: string;
  readonly bytes: number;
  /** Pixels, as displayed. */
  readonly width: number;
  readonly height: number;
  /** 1 to 8, as EXIF counts them. */
  readonly orientation: number;
  readonly pages: number;
  readonly hasAlpha: boolean;
  readonly colorSpace: string;
  readonly exifBytes: number;
  readonly hasGps: boolean;
  readonly camera: string | null;
  readonly lens: string | null;
  readonly software: string | null;
  readonly takenAt: string | null;
  readonly profileBytes: number;
  readonly profileName: string | null;
  readonly xmpBytes: number;
  readonly iptcBytes: number;
}

export type Fact = "format" | "size" | "bytes" | "colorSpace" | "orientation" | "alpha" | "pages" | "exif" | "gps" | "camera" | "lens" | "software" | "takenAt" | "profile" | "xmp" | "iptc";

/** What a fact says of one picture: nothing, that it is there, a number (bytes, an orientation, pages), or words. */
export type FactValue = undefined | true | number | string;

export interface FactRow {
  readonly fact: Fact;
  readonly before: FactValue;
  readonly after: FactValue;
  /** `stripped`: the first picture told it and the second one does not. */
  readonly change: "same" | "changed" | "stripped" | "added";
}

const facts: readonly (readonly [Fact, (of: PictureFacts) => FactValue])[] = [
  ["format", (of) => of.format],
  ["size", (of) => `${of.width} × ${of.height}`],
  ["bytes", (of) => of.bytes],
  ["colorSpace", (of) => of.colorSpace],
  ["alpha", (of) => of.hasAlpha || undefined],
  ["pages", (of) => (of.pages > 1 ? of.pages : undefined)],
  ["orientation", (of) => (of.orientation > 1 ? of.orientation : undefined)],
  ["exif", (of) => of.exifBytes || undefined],
  ["gps", (of) => of.hasGps || undefined],
  ["camera", (of) => of.camera ?? undefined],
  ["lens", (of) => of.lens ?? undefined],
  ["software", (of) => of.software ?? undefined],
  ["takenAt", (of) => of.takenAt ?? undefined],
  ["profile", (of) => of.profileName ?? (of.profileBytes || undefined)],
  ["xmp", (of) => of.xmpBytes || undefined],
  ["iptc", (of) => of.iptcBytes || undefined],
];

/** Two pictures' facts side by side, those that neither has left out; one picture's where there is no other. */
export function compareFacts(before: PictureFacts, after: PictureFacts = before): readonly FactRow[] {
  return facts.flatMap(([fact, read]) => {
    const [was, is] = [read(before), read(after)];
    if (was === undefined && is === undefined) return [];
    return [{ fact, before: was, after: is, change: was === is ? "same" : is === undefined ? "stripped" : was === undefined ? "added" : "changed" } as const];
  });
}
