// Numbers and moments in words.

export function duration(milliseconds: number): string {
  if (milliseconds < 1_000) return `${Math.round(milliseconds)} ms`;
  if (milliseconds < 60_000) return `${(milliseconds / 1_000).toFixed(milliseconds < 10_000 ? 2 : 1)} s`;
  const minutes = Math.floor(milliseconds / 60_000);
  const seconds = Math.floor((milliseconds % 60_000) / 1_000);
  if (minutes < 60) return `${minutes} min ${seconds} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

export function bytes(count: number): string {
  if (count < 1_000) return `${count} B`;
  if (count < 1_000_000) return `${(count / 1_000).toFixed(count < 10_000 ? 1 : 0)} kB`;
  return `${(count / 1_000_000).toFixed(count < 10_000_000 ? 2 : 1)} MB`;
}

/** A count where there is little room: thousands and millions by a letter. */
export function shortly(count: number): string {
  if (count < 1_000) return String(count);
  return count < 999_500 ? `${(count / 1_000).toFixed(count < 9_950 ? 1 : 0)}k` : `${(count / 1_000_000).toFixed(1)}M`;
}

/** The page's language, told once at its start; the model itself knows no page. */
export function speak(language: string): void {
  relative = new Intl.RelativeTimeFormat(language, { style: "short", numeric: "auto" });
}

let relative = new Intl.RelativeTimeFormat("en", { style: "short", numeric: "auto" });

/** How long ago a moment was, in the coarsest unit that still tells. */
export function ago(time: string, now: number): string {
  const seconds = Math.max(0, Math.round((now - Date.parse(time)) / 1_000));
  if (seconds < 60) return relative.format(-seconds, "second");
  if (seconds < 3_600) return relative.format(-Math.floor(seconds / 60), "minute");
  if (seconds < 86_400) return relative.format(-Math.floor(seconds / 3_600), "hour");
  return new Date(time).toLocaleDateString();
}

/** The format of an image by its content type, as people write it. */
export function format(contentType: string | null): string {
  const name = contentType?.split("/")[1]?.split(";")[0] ?? "";
  return name === "svg+xml" ? "SVG" : name === "webp" ? "WebP" : name.toUpperCase();
}

/** `ImageFlow.ResizeImage` → `Resize image`, for a node that has no name of its own. */
export function activityName(type: string): string {
  const last = type.slice(type.lastIndexOf(".") + 1);
  const words = last.replace(/([a-z0-9])([A-Z])/g, "$1 $2").toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
