/** Moments already read: a history names each of its moments several times, and a slider reads the same history again at each step. */
const known = new Map<string, number>();
const most = 200_000;

/** The milliseconds since 1970 of a moment as the server writes it. */
export function timeOf(text: string): number {
  const before = known.get(text);
  if (before !== undefined) return before;
  if (known.size >= most) known.clear();
  const time = Date.parse(text);
  known.set(text, time);
  return time;
}
