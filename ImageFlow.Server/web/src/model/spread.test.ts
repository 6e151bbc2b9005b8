import { describe, expect, it } from "vitest";
import type { Box } from "./drawing";
import { spread } from "./spread";

const options = { across: () => 40, down: 20 };
const size = { w: 200, h: 60 };

function arrange(boxes: Record<string, [x: number, y: number]>, sizes: Record<string, { w: number; h: number }> = {}) {
  const places = new Map<string, Box>(Object.entries(boxes).map(([id, [x, y]]) => [id, { x, y, w: 160, h: 50 }]));
  return spread(places, { ...options, sizes: new Map([...places.keys()].map((id) => [id, sizes[id] ?? size])) });
}

function overlaps(boxes: readonly Box[]): number {
  return boxes.flatMap((a, i) => boxes.slice(i + 1).filter((b) => a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h)).length;
}

describe("spread", () => {
  it("moves a crowded row only as far apart as its boxes need", () => {
    const boxes = arrange({ a: [0, 100], b: [170, 100], c: [340, 104] });
    expect([...boxes.values()].map((box) => box.x)).toEqual([0, 240, 480]);
  });

  it("keeps what was aligned aligned", () => {
    const boxes = arrange({ fork: [0, 100], a: [200, 0], b: [200, 100], c: [200, 200] }, { b: { w: 200, h: 150 } });
    expect(new Set(["a", "b", "c"].map((id) => boxes.get(id)?.x)).size).toBe(1);
    expect(boxes.get("fork")?.y).toBe(boxes.get("b")?.y);
    expect((boxes.get("c")?.y ?? 0) - (boxes.get("b")?.y ?? 0)).toBe(170);
  });

  it("keeps a target that lay to the right of its source to its right", () => {
    const places = new Map<string, Box>([["a", { x: 0, y: 100, w: 160, h: 50 }], ["b", { x: 200, y: 0, w: 160, h: 50 }]]);
    const sizes = new Map([...places.keys()].map((id) => [id, { w: 260, h: 60 }]));
    const boxes = spread(places, { ...options, sizes, links: [{ source: "a", target: "b" }, { source: "b", target: "a" }] });
    expect((boxes.get("b")?.x ?? 0) - (boxes.get("a")?.x ?? 0)).toBeGreaterThanOrEqual(300);
  });

  it("keeps neighbours at a slant apart", () => {
    const boxes = arrange({ a: [0, 0], b: [165, 55], c: [330, 110] }, { a: { w: 200, h: 150 }, b: { w: 200, h: 150 } });
    expect(overlaps([...boxes.values()])).toBe(0);
    expect([...boxes.values()].every((box, index, all) => index === 0 || box.x > (all[index - 1]?.x ?? 0))).toBe(true);
  });

  it("never lets boxes touch, however they lay, and keeps their order across and down", () => {
    let state = 7;
    const chance = () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
    for (let drawing = 0; drawing < 40; drawing++) {
      const places = Object.fromEntries(Array.from({ length: 12 }, (_, index) => [`n${index}`, [Math.floor(chance() * 900), Math.floor(chance() * 500)] as [number, number]]));
      const boxes = arrange(places, { n0: { w: 200, h: 150 }, n5: { w: 130, h: 150 } });
      expect(overlaps([...boxes.values()])).toBe(0);
      for (const [id, [x, y]] of Object.entries(places)) {
        for (const [other, [otherX, otherY]] of Object.entries(places)) {
          if (x < otherX) expect(boxes.get(id)?.x).toBeLessThan(boxes.get(other)?.x ?? 0);
          if (y < otherY) expect(boxes.get(id)?.y).toBeLessThan(boxes.get(other)?.y ?? 0);
        }
      }
    }
  });
});
