import type { Json, ProducedFile } from "../api/types";
import { append } from "./lists";
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

/** A file and the event of the history from which on something is known of it. */
interface Since {
  readonly file: ProducedFile;
  readonly event: number;
}

/**
 * Which node made and which ones read each file of a run, each with the event since when: read once from the whole run, asked for any moment of it.
 */
export interface FileUses {
  readonly files: readonly ProducedFile[];
  /** The first event that tells of a file's maker, by file; files of no known node are not in it. */
  readonly madeAt: ReadonlyMap<ProducedFile, number>;
  readonly made: ReadonlyMap<string, readonly Since[]>;
  /** What the nodes read that made something. */
  readonly read: ReadonlyMap<string, readonly Since[]>;
}

export function readUses(run: Run, files: readonly ProducedFile[]): FileUses {
  const makers = makersOf(run, files);
  const made = new Map<string, Since[]>();
  for (const [file, { nodeId, event }] of makers) if (isImage(file)) append(made, nodeId, { file, event });
  const read = new Map<string, Since[]>();
  const known = new Map(files.filter(isImage).map((file) => [address(file), file]));
  const seen = new Set<string>();
  for (const { id, nodeId, parameters, input } of run.visits) {
    if (nodeId === undefined || !made.has(nodeId)) continue;
    for (const object of findObjects(parameters ?? input)) {
      const file = known.get(address(object));
      const key = `${nodeId}\n${address(object)}`;
      if (!file || seen.has(key) || makers.get(file)?.nodeId === nodeId) continue;
      seen.add(key);
      append(read, nodeId, { file, event: id });
    }
  }
  return { files, made, read, madeAt: new Map([...makers].map(([file, { event }]) => [file, event])) };
}

/** What each node read and made up to an event; nodes that had made nothing are left out. */
export function picturesAt(uses: FileUses, event = Infinity): ReadonlyMap<string, NodePictures> {
  const upTo = (all: readonly Since[] | undefined) => (all ?? []).filter((each) => each.event <= event).map((each) => each.file);
  const result = new Map<string, NodePictures>();
  for (const [nodeId, all] of uses.made) {
    const after = upTo(all);
    if (after.length > 0) result.set(nodeId, { before: upTo(uses.read.get(nodeId)), after });
  }
  return result;
}

/** The files that the run had made up to an event; those of no known node among them. */
export function filesAt({ files, madeAt }: FileUses, event: number): readonly ProducedFile[] {
  return files.filter((file) => file.role === "input" || (madeAt.get(file) ?? (file.nodeId === null ? 0 : Infinity)) <= event);
}

/** The pictures that some visits were called with. */
export function readPictures(visits: readonly Visit[], files: readonly ProducedFile[]): readonly ProducedFile[] {
  const known = new Map(files.filter(isImage).map((file) => [address(file), file]));
  return distinct(visits.flatMap((visit) => findObjects(visit.parameters ?? visit.input))).flatMap((object) => known.get(address(object)) ?? []);
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
 * The node that made each file: the task whose output names it first, since a container's output names what its branches made as well; else the node
 * that the server names, as soon as a state of it has ended.
 */
function makersOf(run: Run, files: readonly ProducedFile[]): ReadonlyMap<ProducedFile, { readonly nodeId: string; readonly event: number }> {
  const made = files.filter((file) => file.role === "output");
  if (made.length === 0) return new Map();
  const wanted = new Set(made.map(address));
  const byAddress = new Map<string, { nodeId: string; event: number }>();
  const ended = new Map<string, number>();
  for (const visit of run.visits) {
    if (!visit.exitedAt || visit.nodeId === undefined) continue;
    // What was stopped from outside has no event of its own: it is known by the end.
    const event = visit.exitedBy ?? run.lastEventId;
    ended.set(visit.nodeId, Math.min(ended.get(visit.nodeId) ?? Infinity, event));
    if (visit.kind !== "Task") continue;
    for (const object of findObjects(visit.output)) {
      const name = address(object);
      if (wanted.has(name) && !byAddress.has(name)) byAddress.set(name, { nodeId: visit.nodeId, event });
    }
  }
  return new Map(made.flatMap((file) => {
    const event = file.nodeId === null ? undefined : ended.get(file.nodeId);
    const maker = byAddress.get(address(file)) ?? (file.nodeId !== null && event !== undefined ? { nodeId: file.nodeId, event } : undefined);
    return maker === undefined ? [] : [[file, maker] as const];
  }));
}

function address(object: ObjectRef): string {
  return `${object.bucket}/${object.key}`;
}

function distinct(objects: readonly ObjectRef[]): readonly ObjectRef[] {
  return [...new Map(objects.map((object) => [address(object), object])).values()];
}
