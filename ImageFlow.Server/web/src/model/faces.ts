import type { Json, ProducedFile } from "../api/types";
import type { Run } from "./run";
import { resultOf, type Visit } from "./visit";

/** A face in a picture; all four in shares of the picture's width and height, from its left and top (Rekognition's BoundingBox). */
export interface FaceBox {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  /** In per cent, where the service tells it. */
  readonly confidence: number | undefined;
}

type Members = { readonly [name: string]: Json };

/** The faces that the run found in each picture so far, by the picture's `bucket/key`. */
export function facesByPicture(run: Run): ReadonlyMap<string, readonly FaceBox[]> {
  const found = new Map<string, Map<string, FaceBox>>();
  for (const visit of run.visits) {
    if (visit.kind !== "Task") continue;
    const boxes = facesOf(visit);
    const picture = boxes.length > 0 ? pictureOf(visit) : undefined;
    if (picture === undefined) continue;
    const known = found.get(picture) ?? new Map<string, FaceBox>();
    // One face is told of more than once: as found, and as kept in a collection.
    for (const box of boxes) known.set([box.left, box.top, box.width, box.height].map((share) => share.toFixed(3)).join(), box);
    found.set(picture, known);
  }
  return new Map([...found].map(([picture, boxes]) => [picture, [...boxes.values()]]));
}

export function facesIn(file: Pick<ProducedFile, "bucket" | "key">, faces: ReadonlyMap<string, readonly FaceBox[]>): readonly FaceBox[] {
  return faces.get(`${file.bucket}/${file.key}`) ?? [];
}

/** The boxes in what a task's service answered; those of faces that were only looked up lie in other pictures. */
function facesOf(visit: Visit): readonly FaceBox[] {
  const known = read.get(visit);
  if (known) return known;
  const boxes: FaceBox[] = [];
  collect(resultOf(visit) ?? visit.output, undefined, boxes);
  // What is still open may be answered yet.
  if (visit.exitedBy !== undefined) read.set(visit, boxes);
  return boxes;
}

const read = new WeakMap<Visit, readonly FaceBox[]>();
const elsewhere = new Set(["FaceMatches", "MatchedFaces", "UnmatchedFaces"]);

function collect(value: Json | undefined, around: Members | undefined, boxes: FaceBox[]): void {
  if (value === null || typeof value !== "object") return;
  if (Array.isArray(value)) return value.forEach((item: Json) => collect(item, around, boxes));
  const members = value as Members;
  for (const [name, member] of Object.entries(members)) {
    const box = name === "BoundingBox" || name === "SearchedFaceBoundingBox" ? boxOf(member, members["Confidence"] ?? members["SearchedFaceConfidence"]) : undefined;
    if (box) boxes.push(box);
    else if (!elsewhere.has(name)) collect(member, members, boxes);
  }
}

function boxOf(value: Json | undefined, confidence: Json | undefined): FaceBox | undefined {
  if (value === null || typeof value !== "object") return undefined;
  // As text where a state machine handed on the numbers of an SDK's answer.
  const [left, top, width, height] = ["Left", "Top", "Width", "Height"].map((name) => Number((value as Members)[name] ?? NaN));
  if (left === undefined || top === undefined || width === undefined || height === undefined || ![left, top, width, height].every(Number.isFinite) || width <= 0 || height <= 0) return undefined;
  const sure = Number(confidence ?? NaN);
  return { left, top, width, height, confidence: Number.isFinite(sure) ? sure : undefined };
}

/** The picture that a task was asked about: Rekognition's `Image.S3Object`, or our own `bucket` and `key`. */
function pictureOf(visit: Visit): string | undefined {
  for (const asked of [visit.parameters, visit.input]) {
    const place = placeIn(asked);
    if (place !== undefined) return place;
  }
  return undefined;
}

function placeIn(value: Json | undefined): string | undefined {
  if (value === null || typeof value !== "object") return undefined;
  const members = value as Members;
  const [bucket, key] = [members["Bucket"] ?? members["bucket"], members["Name"] ?? members["key"]];
  if (typeof bucket === "string" && typeof key === "string") return `${bucket}/${key}`;
  for (const member of Object.values(members)) {
    const inner = placeIn(member);
    if (inner !== undefined) return inner;
  }
  return undefined;
}
