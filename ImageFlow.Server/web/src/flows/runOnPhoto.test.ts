import { describe, expect, it } from "vitest";
import { withPhoto } from "./runOnPhoto";

describe("withPhoto", () => {
  const place = { bucket: "uploads", key: "a.jpg" };
  const photo = { ...place, size: 1234 };

  it("puts the photo's place over the sample's and keeps the rest", () => {
    expect(withPhoto({ bucket: "sample", key: "b.jpg", size: { width: 256 } }, photo)).toEqual({ ...place, size: { width: 256 } });
  });

  it("says the photo's bytes where the sample says some", () => {
    expect(withPhoto({ bucket: "sample", key: "b.jpg", size: 1 }, photo)).toEqual(photo);
  });

  it.each([null, "text", 1, ["a"]])("makes an input of its own where the sample is %j", (input) => {
    expect(withPhoto(input, photo)).toEqual(place);
  });
});
