import { describe, expect, it } from "vitest";
import type { Diagnostic, Json } from "../api/types";
import { quickFixOf } from "./quickFix";

const connection = (source: string, port: string, target: string) => ({ source: { activity: source, port }, target: { activity: target, port: "In" } });

function drawing(): Json {
  return {
    root: {
      type: "Elsa.Flowchart",
      activities: [
        { id: "a", type: "ImageFlow.ValidateImage" }, { id: "b", type: "ImageFlow.ResizeImage" }, { id: "join", type: "Elsa.FlowJoin", mode: { typeName: "Mode", expression: { type: "Literal", value: "WaitAny" } } },
        { id: "sorry", type: "ImageFlow.Notify", metadata: { displayText: "Say sorry" } },
      ],
      connections: [connection("a", "Done", "b"), connection("a", "CorruptImageError", "sorry"), connection("a", "NoSuchError", "sorry"), connection("b", "Odd", "join")],
    },
    variables: [{ name: "v", typeName: "Some.Type" }],
    customProperties: { "imageflow:queryLanguage": "xpath" },
  };
}

// Whatever the message says: repairs read codes, places and ports alone.
const problem = (code: string, pointer: string, ...ports: readonly string[]): Diagnostic => ({ code, severity: "warning", message: "Etwas ist falsch.", pointer, hint: null, nodeId: null, ports });

function connectionsAfter(found: Diagnostic): Json {
  return (quickFixOf(drawing(), found)?.definition as { root: { connections: Json } }).root.connections;
}

describe("a quick fix", () => {
  it("removes a connection without effect, by its place or by its port", () => {
    expect(connectionsAfter(problem("FLOW0012", "/root/connections/3"))).toHaveLength(3);
    expect(connectionsAfter(problem("FLOW0106", "/root/activities/0", "NoSuchError"))).not.toContainEqual(connection("a", "NoSuchError", "sorry"));
    expect(connectionsAfter(problem("FLOW0119", "/root/activities/1", "Odd"))).not.toContainEqual(connection("b", "Odd", "join"));
  });

  it("connects free errors to the one place that deals with errors", () => {
    const found = problem("FLOW0107", "/root/activities/1", "CorruptImageError", "ObjectNotFoundError");
    expect(quickFixOf(drawing(), found)).toMatchObject({ kind: "connect", target: "Say sorry" });
    expect(connectionsAfter(found)).toEqual(expect.arrayContaining([connection("b", "CorruptImageError", "sorry"), connection("b", "ObjectNotFoundError", "sorry")]));
  });

  it("connects an error to where the paths beside lead theirs", () => {
    const found = problem("FLOW0124", "/root/activities/1", "CorruptImageError");
    expect(connectionsAfter(found)).toContainEqual(connection("b", "CorruptImageError", "sorry"));
  });

  it("lets a join wait for all, gives a variable a known type, and chooses a query language", () => {
    expect(quickFixOf(drawing(), problem("FLOW0110", "/root/activities/2"))?.definition).toMatchObject({ root: { activities: [{}, {}, { mode: { typeName: "Mode", expression: { value: "WaitAll" } } }, {}] } });
    expect(quickFixOf(drawing(), problem("FLOW0013", "/variables/0/typeName"))?.definition).toMatchObject({ variables: [{ typeName: "Object" }] });
    expect(quickFixOf(drawing(), problem("FLOW0127", "/customProperties/imageflow:queryLanguage"))?.definition).toMatchObject({ customProperties: { "imageflow:queryLanguage": "jsonata" } });
  });

  it("is not offered where something is left to decide, and changes nothing by itself", () => {
    const before = drawing() as { root: { connections: Json[] } };
    before.root.connections.push(connection("b", "Error", "join"));
    expect(quickFixOf({ ...before, root: { ...before.root, connections: [] } }, problem("FLOW0107", "/root/activities/1", "CorruptImageError"))).toBeUndefined();
    expect(quickFixOf(before, problem("FLOW0103", "/root/activities/1"))).toBeUndefined();
    const copy = structuredClone(before);
    quickFixOf(before, problem("FLOW0012", "/root/connections/0"));
    expect(before).toEqual(copy);
  });
});
