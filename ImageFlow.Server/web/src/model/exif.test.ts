import { describe, expect, it } from "vitest";
import { withExif } from "./exif";

const note = { orientation: 6, make: "M", model: "Sample phone", takenAt: "2026:06:21 21:30:00", latitude: -46.5, longitude: 8.25 };
const jpeg = new Uint8Array([0xff, 0xd8, 0xff, 0xdb, 1, 2, 3]);

/** The values of a directory, as a reader of TIFF finds them. */
function directory(tiff: DataView, at: number): Map<number, string | number | number[]> {
  const found = new Map<number, string | number | number[]>();
  for (let entry = 0; entry < tiff.getUint16(at, true); entry++) {
    const place = at + 2 + 12 * entry;
    const [tag, type, count] = [tiff.getUint16(place, true), tiff.getUint16(place + 2, true), tiff.getUint32(place + 4, true)];
    const values = { 2: 1, 3: 2, 4: 4, 5: 8 }[type]! * count > 4 ? tiff.getUint32(place + 8, true) : place + 8;
    if (type === 2) found.set(tag, Array.from({ length: count - 1 }, (_, index) => String.fromCharCode(tiff.getUint8(values + index))).join(""));
    else if (type === 5) found.set(tag, Array.from({ length: count }, (_, index) => tiff.getUint32(values + 8 * index, true) / tiff.getUint32(values + 8 * index + 4, true)));
    else found.set(tag, type === 3 ? tiff.getUint16(values, true) : tiff.getUint32(values, true));
  }
  return found;
}

describe("withExif", () => {
  it("puts a readable block behind the start of the file and leaves the rest as it was", () => {
    const told = withExif(jpeg, note);
    const length = (told[4]! << 8) | told[5]!;
    const tiff = new DataView(told.buffer, 12);

    expect([...told.subarray(0, 12)]).toEqual([0xff, 0xd8, 0xff, 0xe1, told[4], told[5], 0x45, 0x78, 0x69, 0x66, 0, 0]);
    expect([...told.subarray(4 + length)]).toEqual([...jpeg.subarray(2)]);
    const main = directory(tiff, 8);
    expect([main.get(0x010f), main.get(0x0110), main.get(0x0112)]).toEqual(["M", "Sample phone", 6]);
    expect(directory(tiff, main.get(0x8769) as number).get(0x9003)).toBe("2026:06:21 21:30:00");
    const gps = directory(tiff, main.get(0x8825) as number);
    expect([gps.get(1), gps.get(2), gps.get(3), gps.get(4)]).toEqual(["S", [46, 30, 0], "E", [8, 15, 0]]);
  });

  it("refuses what is no JPEG", () => {
    expect(() => withExif(new Uint8Array([0x89, 0x50]), note)).toThrow(/FF D8/);
  });
});
