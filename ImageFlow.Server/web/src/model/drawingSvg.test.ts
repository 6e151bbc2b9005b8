import { describe, expect, it } from "vitest";
import { drawingSvg } from "./drawingSvg";

const node = (id: string, name: string, x: number) => ({ id, name, type: "T", x, y: 0, w: 400, h: 50 });

describe("drawingSvg", () => {
  it("draws a box for each node and a line for each connection between known nodes", () => {
    const svg = drawingSvg("flow", [node("a", "A", 0), node("b", "B", 600)], [{ source: "a", sourcePort: "Done", target: "b" }, { source: "a", sourcePort: "Done", target: "gone" }]);

    expect(svg.match(/<rect /g)).toHaveLength(3);
    expect(svg.match(/<path /g)).toHaveLength(1);
    expect(svg).toContain(">A</text>");
  });

  it("lets no name become markup", () => {
    const name = `"><script>alert('x')</script>&\u0000\ud800`;
    const svg = drawingSvg(name, [node("a", name, 0)], []);

    expect(svg).not.toMatch(/<script|\u0000/);
    expect(svg).toContain("&#60;script&#62;");
    expect(svg).not.toContain("'x'");
  });
});
