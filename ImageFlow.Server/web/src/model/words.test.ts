import { describe, expect, it } from "vitest";
import { readFailure } from "./failure";
import { activityName, ago, bytes, duration, format, shortly } from "./words";

describe("words", () => {
  it("write durations", () => {
    expect([0, 999, 1_234, 59_900, 61_000, 3_720_000].map(duration)).toEqual(["0 ms", "999 ms", "1.23 s", "59.9 s", "1 min 1 s", "1 h 2 min"]);
  });

  it("write sizes", () => {
    expect([999, 1_234, 45_678, 3_456_789, 45_678_901].map(bytes)).toEqual(["999 B", "1.2 kB", "46 kB", "3.46 MB", "45.7 MB"]);
  });

  it("write counts where there is little room", () => {
    expect([7, 999, 1_778, 9_960, 25_000, 999_500].map(shortly)).toEqual(["7", "999", "1.8k", "10k", "25k", "1.0M"]);
  });

  it("write how long ago", () => {
    const now = Date.parse("2026-01-02T00:00:00Z");
    expect(["2026-01-02T00:00:00Z", "2026-01-01T23:59:00Z", "2026-01-01T22:00:00Z"].map((time) => ago(time, now))).toEqual(["now", "1 min. ago", "2 hr. ago"]);
  });

  it("write formats and activities", () => {
    expect([format("image/webp"), format("image/jpeg"), format(null)]).toEqual(["WebP", "JPEG", ""]);
    expect(activityName("ImageFlow.ResizeImage")).toBe("Resize image");
  });
});

describe("readFailure", () => {
  it("takes the message out of a Lambda's cause", () => {
    const cause = JSON.stringify({ errorType: "CorruptImageError", errorMessage: "a.jpg ends early.", stackTrace: ["at A", "at B"] });
    expect(readFailure("CorruptImageError", cause)).toEqual({ error: "CorruptImageError", message: "a.jpg ends early.", details: "at A\nat B" });
  });

  it.each(["in plain words", '"text"', "null", "{", "[1]"])("keeps the cause %s as it is", (cause) => {
    expect(readFailure("E", cause)).toEqual({ error: "E", message: cause, details: undefined });
  });
});
