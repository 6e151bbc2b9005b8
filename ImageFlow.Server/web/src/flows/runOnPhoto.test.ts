import { describe, expect, it } from "vitest";
import { withPhoto } from "./runOnPhoto";

describe("withPhoto", () => {
  const photo = { bucket: "uploads", key: "a.jpg" };

  it("puts the photo's place over the sample's and keeps the rest", () => {
    expect(withPhoto({ bucket: "sample", key: "b.jpg", size: { width: 256 } }, photo)).toEqual({ ...photo, size: { width: 256 } });
  });

  it.each([null, "text", 1, ["a"]])("makes an input of its own where the sample is %j", (input) => {
    expect(withPhoto(input, photo)).toEqual(photo);
  });
});
