import type { Box } from "./drawing";

interface Size {
  readonly w: number;
  readonly h: number;
}

interface Item {
  readonly id: string;
  readonly box: Box;
  readonly size: Size;
}

export interface SpreadOptions {
  readonly sizes: ReadonlyMap<string, Size>;
  /** The room between two neighbours in a row. */
  readonly across: (leftId: string, rightId: string) => number;
  /** The room between two neighbours in a column. */
  readonly down: number;
  /** Connections: what a person drew to the right of another stays beyond its right side, so that the line between them goes forward. */
  readonly links?: readonly { readonly source: string; readonly target: string }[];
}

/** How much of the designer's distances is kept where nothing needs more. */
const kept = 0.5;

/**
 * Arranges boxes of other sizes as the designer's were: the same rows and columns in the same order, each only as far apart as the
 * new sizes need. Boxes that start at one place across (or down) do so afterwards as well.
 */
export function spread(places: ReadonlyMap<string, Box>, options: SpreadOptions): ReadonlyMap<string, Box> {
  const items = [...places].map(([id, box]) => ({ id, box, size: options.sizes.get(id) ?? box }));
  const besides: [Item, Item][] = [];
  const below: [Item, Item][] = [];
  const separate = (a: Item, b: Item, inRow: boolean) => {
    if (inRow) besides.push(a.box.x <= b.box.x ? [a, b] : [b, a]);
    else below.push(a.box.y <= b.box.y ? [a, b] : [b, a]);
  };
  forPairs(items, (a, b) => {
    const dx = Math.abs(a.box.x - b.box.x);
    const dy = Math.abs(a.box.y - b.box.y);
    if (dy < Math.min(a.box.h, b.box.h) && dx > 0) separate(a, b, true);
    else if (dx < Math.min(a.box.w, b.box.w) && dy > 0) separate(a, b, false);
  });

  const byId = new Map(items.map((item) => [item.id, item]));
  for (const { source, target } of options.links ?? []) {
    const [a, b] = [byId.get(source), byId.get(target)];
    if (a && b && a.box.x + a.box.w <= b.box.x) besides.push([a, b]);
  }

  for (let round = 0; ; round++) {
    const x = solve(items, (item) => item.box.x, besides, (a, b) => a.size.w + options.across(a.id, b.id));
    const y = solve(items, (item) => item.box.y, below, (a) => a.size.h + options.down);
    const placed = new Map(items.map((item) => [item, { x: x.get(item.box.x) ?? 0, y: y.get(item.box.y) ?? 0, w: item.size.w, h: item.size.h }]));
    let touching = 0;
    forPairs(items, (a, b) => {
      const boxA = placed.get(a);
      const boxB = placed.get(b);
      if (!boxA || !boxB || !overlap(boxA, boxB)) return;
      const [dx, dy] = [Math.abs(a.box.x - b.box.x), Math.abs(a.box.y - b.box.y)];
      if (dx === 0 && dy === 0) return;
      touching++;
      // Neighbours at a slant stay apart in the direction in which they already are, for their sizes.
      separate(a, b, dx / Math.max(a.size.w, b.size.w) >= dy / Math.max(a.size.h, b.size.h));
    });
    if (touching === 0 || round > items.length) return new Map([...placed].map(([item, box]) => [item.id, box]));
  }
}

/** The new place of every coordinate in use, in order, far enough from those that must lie before it. */
function solve(items: readonly Item[], at: (item: Item) => number, pairs: readonly (readonly [Item, Item])[], room: (before: Item, after: Item) => number): ReadonlyMap<number, number> {
  const needs = new Map<number, { readonly from: number; readonly room: number }[]>();
  for (const [before, after] of pairs) {
    const list = needs.get(at(after)) ?? [];
    list.push({ from: at(before), room: room(before, after) });
    needs.set(at(after), list);
  }
  const coordinates = [...new Set(items.map(at))].sort((a, b) => a - b);
  const places = new Map<number, number>();
  let last: number | undefined;
  for (const coordinate of coordinates) {
    const least = last === undefined ? coordinate : (places.get(last) ?? 0) + (coordinate - last) * kept;
    const wanted = (needs.get(coordinate) ?? []).map((need) => (places.get(need.from) ?? 0) + need.room);
    places.set(coordinate, Math.max(least, ...wanted));
    last = coordinate;
  }
  return places;
}

function overlap(a: Box, b: Box): boolean {
  return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
}

function forPairs(items: readonly Item[], visit: (a: Item, b: Item) => void): void {
  for (const [index, a] of items.entries()) for (let other = index + 1; other < items.length; other++) visit(a, items[other] as Item);
}
