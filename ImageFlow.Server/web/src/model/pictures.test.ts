import { describe, expect, it } from "vitest";
import type { ProducedFile } from "../api/types";
import { filesAt, findObjects, objectUrl, picturesAt, readUses, withSizes } from "./pictures";
import { recordHistory } from "./recordHistory";
import { readRun } from "./run";

const file = (key: string, role: ProducedFile["role"], nodeId: string | null): ProducedFile => ({
  bucket: "b", key, url: objectUrl({ bucket: "b", key }), contentType: "image/jpeg", size: 1, width: 1, height: 1, nodeId, role,
});

describe("findObjects", () => {
  it("finds objects at any depth, with the nearest bucket", () => {
    expect(findObjects({ bucket: "b", images: [{ key: "x" }, { bucket: "c", key: "y" }, { key: "x" }] })).toEqual([
      { bucket: "b", key: "x" },
      { bucket: "c", key: "y" },
    ]);
  });

  it("finds nothing where no bucket is named", () => {
    expect(findObjects({ key: "x", more: [1, null, "text"] })).toEqual([]);
    expect(findObjects(undefined)).toEqual([]);
  });
});

describe("objectUrl", () => {
  it("escapes what a key may hold but its slashes", () => {
    expect(objectUrl({ bucket: "b", key: "a/ü ?#\"<script>.jpg" })).toBe("/api/objects/b/a/%C3%BC%20%3F%23%22%3Cscript%3E.jpg");
  });
});

describe("filesAt", () => {
  it("leaves out what a step made after that moment", () => {
    const history = recordHistory();
    history.start();
    history.task("First", { after: 0 });
    const moment = history.events.length;
    history.task("Second");
    const files = [file("in.jpg", "input", null), file("1.jpg", "output", "First"), file("2.jpg", "output", "Second")];

    const uses = readUses(readRun(history.events), files);

    expect(filesAt(uses, moment).map((each) => each.key)).toEqual(["in.jpg", "1.jpg"]);
    expect(filesAt(uses, moment - 1).map((each) => each.key)).toEqual(["in.jpg"]);
    expect(filesAt(uses, history.events.length)).toEqual(files);
  });
});

describe("picturesAt", () => {
  it("takes what a task was called with for what it read", () => {
    const history = recordHistory();
    history.start();
    history.enter("Task", "Resize", 0, "Resize", { bucket: "b", key: "other.jpg" });
    history.add("TaskScheduled", { parameters: '{"Payload":{"bucket":"b","key":"in.jpg"}}' });
    history.add("TaskSucceeded");
    history.exit("Task", "Resize");
    const files = [file("in.jpg", "input", null), file("other.jpg", "output", null), file("out.jpg", "output", "Resize")];

    expect(picturesAt(readUses(readRun(history.events), files)).get("Resize")?.before.map((each) => each.key)).toEqual(["in.jpg"]);
  });

  it("gives a branch's picture to the task that made it, not to the Parallel around", () => {
    const history = recordHistory();
    history.start();
    history.enter("Parallel", "Fork", 0);
    const started = history.add("ParallelStateStarted");
    const end = history.task("Resize", { after: started, output: { bucket: "b", key: "out.jpg" } });
    history.add("ParallelStateSucceeded", {}, end);
    history.exit("Parallel", "Fork", undefined, [{ bucket: "b", key: "out.jpg" }]);

    expect([...picturesAt(readUses(readRun(history.events), [file("out.jpg", "output", "Fork")])).keys()]).toEqual(["Resize"]);
  });

  it("shows on a node what it read and what it made", () => {
    const history = recordHistory();
    history.start();
    history.task("Resize", { after: 0, input: { bucket: "b", key: "in.jpg" } });
    history.succeed();
    const files = [file("in.jpg", "input", null), file("out.jpg", "output", "Resize"), file("other.jpg", "output", "Else")];

    const pictures = picturesAt(readUses(readRun(history.events), files));

    expect([...pictures.keys()]).toEqual(["Resize"]);
    expect(pictures.get("Resize")).toEqual({ before: [files[0]], after: [files[1]] });
  });
});

describe("picturesAt an event", () => {
  it("shows what a loop had read and made by then", () => {
    const history = recordHistory();
    history.start();
    history.task("Resize", { after: 0, input: { bucket: "b", key: "in1.jpg" }, output: { bucket: "b", key: "out1.jpg" } });
    const first = history.events.length;
    history.task("Resize", { input: { bucket: "b", key: "in2.jpg" }, output: { bucket: "b", key: "out2.jpg" } });
    const [in1, in2, out1, out2] = ["in1", "in2", "out1", "out2"].map((name) => file(`${name}.jpg`, name.startsWith("in") ? "input" : "output", null));
    const uses = readUses(readRun(history.events), [in1, in2, out1, out2].filter((each) => each !== undefined));

    expect(picturesAt(uses, first - 1).size).toBe(0);
    expect(picturesAt(uses, first).get("Resize")).toEqual({ before: [in1], after: [out1] });
    expect(picturesAt(uses).get("Resize")).toEqual({ before: [in1, in2], after: [out1, out2] });
  });
});

describe("withSizes", () => {
  it("takes a size that the server does not know from the step that told it", () => {
    const history = recordHistory();
    history.start();
    history.task("Read", { after: 0, output: { picture: { bucket: "b", key: "in.jpg", width: 640, height: 480 } } });
    const unknown = { ...file("in.jpg", "input", null), width: null, height: null };
    const other = { ...file("else.jpg", "input", null), width: null, height: null };

    expect(withSizes(readRun(history.events), [unknown, other])).toEqual([{ ...unknown, width: 640, height: 480 }, other]);
  });
});
