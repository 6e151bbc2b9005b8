import { simulateFlow, getFlow } from "../api/flows";
import type { Json } from "../api/types";
import { uploadPhoto } from "../api/uploads";

/** The input of a flow with the place of an uploaded photo put in. */
export function withPhoto(input: Json, photo: { readonly bucket: string; readonly key: string }): Json {
  const base = input !== null && typeof input === "object" && !Array.isArray(input) ? (input as { readonly [name: string]: Json }) : {};
  return { ...base, bucket: photo.bucket, key: photo.key };
}

export type RunPhase = "sending" | "starting";

/**
 * Uploads a photo and starts a flow on it; the answer is the execution's id.
 * `input` is what else the flow gets; the flow's own sample input where none is given.
 */
export async function runOnPhoto(flowId: string, photo: File, onPhase: (phase: RunPhase) => void, input?: Json): Promise<string> {
  onPhase("sending");
  const [place, base] = await Promise.all([uploadPhoto(photo), input ?? getFlow(flowId).then((flow) => flow.sampleInput)]);
  onPhase("starting");
  return simulateFlow(flowId, withPhoto(base, place));
}
