import { describe, expect, it } from "vitest";
import { compareFacts, type PictureFacts } from "./pictureFacts";

const plain: PictureFacts = {
  format: "webp", bytes: 2_000, width: 400, height: 300, orientation: 1, pages: 1, hasAlpha: false, colorSpace: "srgb", exifBytes: 0, hasGps: false,
  camera: null, lens: null, software: null, takenAt: null, profileBytes: 0, profileName: null, xmpBytes: 0, iptcBytes: 0,
};
const fromCamera: PictureFacts = { ...plain, format: "jpeg", bytes: 9_000, orientation: 6, exifBytes: 512, hasGps: true, camera: "Kodak Z", profileBytes: 560, xmpBytes: 40 };

describe("compareFacts", () => {
  it("says what a made picture no longer tells", () => {
    const rows = compareFacts(fromCamera, plain);

    expect(rows.filter((row) => row.change === "stripped").map((row) => row.fact)).toEqual(["orientation", "exif", "gps", "camera", "profile", "xmp"]);
    expect(rows.filter((row) => row.change === "changed")).toEqual([
      { fact: "format", before: "jpeg", after: "webp", change: "changed" }, { fact: "bytes", before: 9_000, after: 2_000, change: "changed" },
    ]);
    expect(rows.find((row) => row.fact === "size")).toMatchObject({ before: "400 × 300", change: "same" });
  });

  it("leaves out what neither tells, and calls added what only the second does", () => {
    const rows = compareFacts(plain, { ...plain, hasAlpha: true, profileName: "sRGB" });

    expect(rows.map((row) => row.fact)).toEqual(["format", "size", "bytes", "colorSpace", "alpha", "profile"]);
    expect(rows.filter((row) => row.change === "added").map((row) => row.after)).toEqual([true, "sRGB"]);
  });

  it("shows one picture by itself", () => {
    expect(compareFacts(fromCamera).every((row) => row.change === "same")).toBe(true);
  });
});
