import { describe, expect, it } from "vitest";
import { decodeBlurHash } from "./blurHash";
import { colourName, distance, downloadAddress, factsOf, fileAddress, matches, srcset, type GalleryImage } from "./gallery";

const file = (key: string, width: number) => ({ bucket: "b", key, url: `/api/objects/b/${key}`, contentType: "image/jpeg", size: 1, width, height: width / 2, nodeId: null, role: "output" as const });
const image = (metadata: object): GalleryImage => ({ id: "1", createdAt: null, status: "processed", record: JSON.parse(JSON.stringify({ metadata })), original: file("a/lake.jpg", 800), variants: [], error: null, cause: null });
const any = { name: "", smallest: 0, colour: "" as const, like: undefined };

describe("factsOf", () => {
  it("reads what is there and ignores what is not of its form", () => {
    expect(factsOf(image({ dominantColor: "#336699", hasGps: true, pHash: "xyz", faces: [1, 2] }))).toMatchObject({ name: "lake.jpg", width: 800, height: 400, colour: "#336699", hadGps: true, pHash: undefined, faces: 2 });
    expect(factsOf({ ...image({}), record: null, original: null })).toMatchObject({ name: "1", width: undefined });
  });
});

describe("matches", () => {
  it("asks for name, size, colour and likeness together", () => {
    const facts = factsOf(image({ dominantColor: "#336699", pHash: "9691316d6fe61919" }));
    expect(matches(facts, any)).toBe(true);
    expect(matches(facts, { ...any, name: "LAKE", smallest: 400, colour: "blue", like: "9691316d6fe61918" })).toBe(true);
    expect(matches(facts, { ...any, name: "hill" })).toBe(false);
    expect(matches(facts, { ...any, smallest: 401 })).toBe(false);
    expect(matches(facts, { ...any, colour: "red" })).toBe(false);
    expect(matches(facts, { ...any, like: "696eced290" + "19e6e6" })).toBe(false);
  });
});

describe("colourName", () => {
  it.each([["#ff0000", "red"], ["#ff8800", "orange"], ["#ffee00", "yellow"], ["#00aa33", "green"], ["#0044ff", "blue"], ["#8800cc", "purple"], ["#808488", "grey"]])("calls %s %s", (colour, name) => {
    expect(colourName(colour)).toBe(name);
  });
});

describe("distance", () => {
  it("counts the bits that differ", () => {
    expect(distance("0000000000000000", "8000000000000001")).toBe(2);
    expect(distance("ffffffffffffffff", "0000000000000000")).toBe(64);
  });
});

describe("addresses", () => {
  it("lie on the API, or are whole and signed as they are", () => {
    expect(fileAddress("http://x", "/api/objects/b/k")).toBe("http://x/api/objects/b/k");
    expect(downloadAddress("", "/api/objects/b/k")).toBe("/api/objects/b/k?download");
    expect(fileAddress("http://x", "https://b.s3.amazonaws.com/k?X-Amz-Signature=1")).toBe("https://b.s3.amazonaws.com/k?X-Amz-Signature=1");
    expect(downloadAddress("http://x", "https://b.s3.amazonaws.com/k?X-Amz-Signature=1")).toBe("https://b.s3.amazonaws.com/k?X-Amz-Signature=1");
  });
});

describe("srcset", () => {
  it("lists the sizes, smallest first", () => {
    expect(srcset([file("l", 2), file("s", 1)], "http://x")).toBe("http://x/api/objects/b/s 1w, http://x/api/objects/b/l 2w");
  });
});

describe("decodeBlurHash", () => {
  it("gives the mean colour where there is no more", () => {
    // One component: its mean, in the middle of grey.
    const pixels = decodeBlurHash("00Ekt0", 2, 2);
    expect(pixels?.data.length).toBe(16);
    expect(new Set(pixels?.data.filter((_, index) => index % 4 !== 3)).size).toBeLessThanOrEqual(3);
  });

  it("refuses what is no hash", () => {
    expect(decodeBlurHash("", 4, 4)).toBeUndefined();
    expect(decodeBlurHash("L00000", 4, 4)).toBeUndefined();
    expect(decodeBlurHash("00\u0000000", 4, 4)).toBeUndefined();
  });

  it("decodes a picture's to distinct colours from edge to edge", () => {
    const pixels = decodeBlurHash("LIEofcRnM|tQ^-WFWFt35SWDa~s,", 8, 8);
    const at = (x: number, y: number) => [...(pixels?.data.slice((y * 8 + x) * 4, (y * 8 + x) * 4 + 3) ?? [])];
    expect(at(0, 0)).not.toEqual(at(4, 7));
  });
});
