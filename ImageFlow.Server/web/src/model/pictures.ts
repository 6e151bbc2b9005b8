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
  if (Array.isArray(value)) return value.flatMap((item: Json) => findObjects(item, bucket));
  const members = value as { readonly [name: string]: Json };
  const near = typeof members["bucket"] === "string" ? members["bucket"] : bucket;
  const own = near !== undefined && typeof members["key"] === "string" ? [{ bucket: near, key: members["key"] }] : [];
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

/** What each node that has ended read and made, by the files that the server names for it. */
export function picturesByNode(run: Run, files: readonly ProducedFile[]): ReadonlyMap<string, NodePictures> {
  const known = new Map(files.filter(isImage).map((file) => [address(file), file]));
  const result = new Map<string, NodePictures>();
  const ended = run.visits.filter((visit) => visit.exitedAt);
  for (const nodeId of new Set(ended.flatMap((visit) => visit.nodeId ?? []))) {
    const visits = ended.filter((visit) => visit.nodeId === nodeId);
    const after = files.filter((file) => file.nodeId === nodeId && file.role === "output" && isImage(file));
    const before = after.length > 0 ? readBy(visits, known).filter((file) => !after.includes(file)) : [];
    if (after.length > 0) result.set(nodeId, { before, after });
  }
  return result;
}

/** The files that the run had made when its states stood as they do here; those of no known node among them. */
export function filesSoFar(run: Run, files: readonly ProducedFile[]): readonly ProducedFile[] {
  const known = new Set(files.flatMap((file) => file.nodeId ?? []));
  for (const visit of run.visits) if (visit.exitedAt && visit.nodeId !== undefined) known.delete(visit.nodeId);
  return files.filter((file) => file.role === "input" || file.nodeId === null || !known.has(file.nodeId));
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
