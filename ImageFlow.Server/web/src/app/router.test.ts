import { describe, expect, it } from "vitest";
import { paths, readRoute } from "./router";

describe("readRoute", () => {
  it("finds every page", () => {
    expect(readRoute("/")).toEqual({ page: "flows" });
    expect(readRoute("/flows/image-resize")).toEqual({ page: "draw", id: "image-resize" });
    expect(readRoute("/runs?flow=a")).toMatchObject({ page: "runs" });
    expect(readRoute("/elsewhere")).toEqual({ page: "unknown" });
    expect(readRoute("/runs/a/b")).toEqual({ page: "unknown" });
  });

  it("gives back the id that a path was made of", () => {
    for (const id of ["a:b", "a/b", "a b?c#d", "100%", "ảnh"]) {
      expect(readRoute(paths.run(id))).toEqual({ page: "run", id });
    }
  });

  it("takes a malformed escape as it stands", () => {
    expect(readRoute("/runs/100%")).toEqual({ page: "run", id: "100%" });
  });
});
