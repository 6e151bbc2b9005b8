/** An upload that a flow was run on from this browser. */
export interface LastPhoto {
  readonly bucket: string;
  readonly key: string;
  readonly name: string;
}

const place = "imageflow:last-photos";
const most = 4;

/** The newest first; none where the browser keeps nothing or what it kept cannot be read. */
export function lastPhotos(): readonly LastPhoto[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(place) ?? "[]");
    return Array.isArray(kept) ? kept.filter(isPhoto) : [];
  } catch {
    // Storage is switched off, or holds something else: there is nothing to offer.
    return [];
  }
}

/** Keeps an upload as the one used last, in the place of an older one of the same name. */
export function keepLast(photo: LastPhoto): void {
  try {
    localStorage.setItem(place, JSON.stringify([photo, ...lastPhotos().filter((each) => each.name !== photo.name)].slice(0, most)));
  } catch {
    // Storage is full or switched off: the photo is only not offered again.
    return;
  }
}

function isPhoto(value: unknown): value is LastPhoto {
  const members = value as Partial<LastPhoto> | null;
  return typeof members?.bucket === "string" && typeof members.key === "string" && typeof members.name === "string";
}
