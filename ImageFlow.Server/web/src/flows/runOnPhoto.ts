import { simulateFlow, getFlow } from "../api/flows";
import type { Json, Trial } from "../api/types";
import { uploadPhoto } from "../api/uploads";
import { keepLast } from "./lastPhotos";

/** The input of a flow with the place of an uploaded photo put in, and its bytes where the sample's input names a number of them. */
export function withPhoto(input: Json, photo: { readonly bucket: string; readonly key: string; readonly size: number }): Json {
  const base = input !== null && typeof input === "object" && !Array.isArray(input) ? (input as { readonly [name: string]: Json }) : {};
  const size = typeof base.size === "number" ? { size: photo.size } : {};
  return { ...base, bucket: photo.bucket, key: photo.key, ...size };
}

export type RunPhase = "sending" | "starting";

/**
 * Uploads a photo and starts a flow on it; the answer is the execution's id.
 * `input` is what else the flow gets; the flow's own sample input where none is given.
 */
export async function runOnPhoto(flowId: string, photo: File, onPhase: (phase: RunPhase) => void, input?: Json, trial?: Trial, onlyNode?: string): Promise<string> {
  onPhase("sending");
  const [place, base] = await Promise.all([uploadPhoto(photo), input ?? getFlow(flowId).then((flow) => flow.sampleInput)]);
  keepLast({ ...place, name: photo.name });
  onPhase("starting");
  return simulateFlow(flowId, withPhoto(base, { ...place, size: photo.size }), trial, onlyNode);
}
