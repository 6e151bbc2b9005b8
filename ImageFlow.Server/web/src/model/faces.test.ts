import { describe, expect, it } from "vitest";
import { facesByPicture, facesIn } from "./faces";
import { recordHistory } from "./recordHistory";
import { readRun } from "./run";

const box = (left: number) => ({ Left: left, Top: 0.2, Width: 0.25, Height: 0.5 });
const asked = { Image: { S3Object: { Bucket: "uploads", Name: "a.jpg" } } };

/** A run of one task that was called with and answered these. */
function runOf(parameters: unknown, answer: unknown) {
  const history = recordHistory();
  history.start();
  history.add("TaskStateEntered", { name: "Detect", input: "{}" }, 0, "Detect");
  history.add("TaskScheduled", { resourceType: "aws-sdk:rekognition", resource: "detectFaces", parameters: JSON.stringify(parameters) });
  history.add("TaskSucceeded", { output: JSON.stringify(answer) });
  history.add("TaskStateExited", { name: "Detect", output: '{"ok":true}' }, undefined, "Detect");
  return readRun(history.events);
}

describe("facesByPicture", () => {
  it("finds the boxes of the answer, whatever the state made of it", () => {
    const faces = facesByPicture(runOf(asked, { FaceDetails: [{ BoundingBox: box(0.1), Confidence: 99.5 }, { BoundingBox: box(0.6) }] }));

    expect(facesIn({ bucket: "uploads", key: "a.jpg" }, faces)).toEqual([
      { left: 0.1, top: 0.2, width: 0.25, height: 0.5, confidence: 99.5 }, { left: 0.6, top: 0.2, width: 0.25, height: 0.5, confidence: undefined },
    ]);
    expect(facesIn({ bucket: "uploads", key: "b.jpg" }, faces)).toEqual([]);
  });

  it("counts a face once that was found and kept", () => {
    const faces = facesByPicture(runOf(asked, { FaceRecords: [{ Face: { FaceId: "1", BoundingBox: box(0.1) }, FaceDetail: { BoundingBox: box(0.1), Confidence: 98 } }] }));

    expect(faces.get("uploads/a.jpg")).toHaveLength(1);
  });

  it("leaves out the faces of other pictures that one was compared with", () => {
    const faces = facesByPicture(runOf(asked, { SearchedFaceBoundingBox: box(0.3), FaceMatches: [{ Face: { BoundingBox: box(0.7) } }] }));

    expect(faces.get("uploads/a.jpg")?.map((face) => face.left)).toEqual([0.3]);
  });

  it("takes numbers that are text, and leaves out what is no box", () => {
    const texts = { Left: "0.5", Top: "0.1", Width: "0.2", Height: "0.2" };
    const faces = facesByPicture(runOf({ bucket: "uploads", key: "a.jpg" }, { FaceDetails: [{ BoundingBox: texts }, { BoundingBox: { Left: 0 } }, { BoundingBox: null }] }));

    expect(faces.get("uploads/a.jpg")?.map((face) => face.left)).toEqual([0.5]);
  });
});
