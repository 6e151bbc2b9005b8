import type { Json, ProducedFile } from "../api/types";
import type { Run } from "./run";
import type { Visit } from "./visit";

/** An object in a bucket that a state read or made. */
export interface ObjectRef {
  readonly bucket: string;
  readonly key: string;
}

const imageName = /\.(jpe?g|png|webp|avif|gif|tiff?)$/i;

/** Every object named in a value as `{ bucket, key }`; a `key` without a bucket lies in the nearest bucket around it. */
export function findObjects(value: Json | undefined, bucket?: string): readonly ObjectRef[] {
  if (value === null || typeof value !== "object") return [];
  const before = bucket === undefined ? found.get(value) : undefined;
  const objects = before ?? searchObjects(value, bucket);
  if (bucket === undefined) found.set(value, objects);
  return objects;
}

/** What was found in a payload, which a history names again at each step of its slider. */
const found = new WeakMap<object, readonly ObjectRef[]>();

function searchObjects(value: Json & object, bucket: string | undefined): readonly ObjectRef[] {
  if (Array.isArray(value)) return value.flatMap((item: Json) => findObjects(item, bucket));
  const members = value as { readonly [name: string]: Json };
  const near = typeof members["bucket"] === "string" ? members["bucket"] : bucket;
  const own = near !== undefined && typeof members["key"] === "string" ? [{ bucket: near, key: members["key"] }] : [];
  // As Rekognition is asked about an object.
  if (typeof members["Bucket"] === "string" && typeof members["Name"] === "string") own.push({ bucket: members["Bucket"], key: members["Name"] });
  const inner = Object.values(members).flatMap((member) => findObjects(member, near));
  return distinct([...own, ...inner]);
}

export function objectUrl(object: ObjectRef): string {
  return `/api/objects/${encodeURIComponent(object.bucket)}/${object.key.split("/").map(encodeURIComponent).join("/")}`;
}

export function isImage(file: Pick<ProducedFile, "contentType" | "key">): boolean {
  return file.contentType ? file.contentType.startsWith("image/") : imageName.test(file.key);
}

export interface NodePictures {
  readonly before: readonly ProducedFile[];
  readonly after: readonly ProducedFile[];
}

/** What each node that has ended read and made. */
export function picturesByNode(run: Run, files: readonly ProducedFile[]): ReadonlyMap<string, NodePictures> {
  const images = files.filter(isImage);
  if (images.length === 0) return new Map();
  const known = new Map(images.map((file) => [address(file), file]));
  const makers = makersOf(run, images);
  const result = new Map<string, NodePictures>();
  for (const nodeId of new Set(makers.values())) {
    const visits = run.visits.filter((visit) => visit.nodeId === nodeId);
    const after = images.filter((file) => file.role === "output" && makers.get(file) === nodeId);
    const before = readBy(visits, known).filter((file) => !after.includes(file));
    if (after.length > 0) result.set(nodeId, { before, after });
  }
  return result;
}

/** The pictures that some visits were called with. */
export function readPictures(visits: readonly Visit[], files: readonly ProducedFile[]): readonly ProducedFile[] {
  return readBy(visits, new Map(files.filter(isImage).map((file) => [address(file), file])));
}

/** The files that the run had made when its states stood as they do here; those of no known node among them. */
export function filesSoFar(run: Run, files: readonly ProducedFile[]): readonly ProducedFile[] {
  const makers = makersOf(run, files);
  return files.filter((file) => file.role === "input" || file.nodeId === null || makers.has(file));
}

/**
 * The files with the width and height that a step told of them, where the server does not know them: the source's size is first
 * known when a step has read it.
 */
export function withSizes(run: Run, files: readonly ProducedFile[]): readonly ProducedFile[] {
  const missing = files.filter((file) => file.width === null || file.height === null);
  if (missing.length === 0) return files;
  const sizes = new Map<string, { width: number; height: number }>();
  for (const visit of run.visits) collectSizes(visit.output, sizes);
  return files.map((file) => (file.width === null || file.height === null ? { ...file, ...sizes.get(address(file)) } : file));
}

function collectSizes(value: Json | undefined, sizes: Map<string, { width: number; height: number }>): void {
  if (value === null || typeof value !== "object") return;
  if (Array.isArray(value)) return value.forEach((item: Json) => collectSizes(item, sizes));
  const { bucket, key, width, height, ...rest } = value as { readonly [name: string]: Json };
  if (typeof bucket === "string" && typeof key === "string" && typeof width === "number" && typeof height === "number") sizes.set(address({ bucket, key }), { width, height });
  for (const member of Object.values(rest)) collectSizes(member, sizes);
}

/**
 * The node that made each file, as far as the run has come: the task whose output names it first, since a container's output names
 * what its branches made as well; else the node that the server names.
 */
function makersOf(run: Run, files: readonly ProducedFile[]): ReadonlyMap<ProducedFile, string> {
  const byAddress = new Map<string, string>();
  const ended = run.visits.filter((visit) => visit.exitedAt && visit.nodeId !== undefined);
  for (const visit of ended) {
    if (visit.kind !== "Task" || visit.nodeId === undefined) continue;
    for (const object of findObjects(visit.output)) if (!byAddress.has(address(object))) byAddress.set(address(object), visit.nodeId);
  }
  const reached = new Set(ended.map((visit) => visit.nodeId));
  return new Map(files.filter((file) => file.role === "output").flatMap((file) => {
    const maker = byAddress.get(address(file)) ?? (file.nodeId !== null && reached.has(file.nodeId) ? file.nodeId : undefined);
    return maker === undefined ? [] : [[file, maker] as const];
  }));
}

function readBy(visits: readonly Visit[], known: ReadonlyMap<string, ProducedFile>): readonly ProducedFile[] {
  const inputs = distinct(visits.flatMap((visit) => findObjects(visit.parameters ?? visit.input)));
  return inputs.flatMap((object) => known.get(address(object)) ?? []);
}

function address(object: ObjectRef): string {
  return `${object.bucket}/${object.key}`;
}

function distinct(objects: readonly ObjectRef[]): readonly ObjectRef[] {
  return [...new Map(objects.map((object) => [address(object), object])).values()];
}
