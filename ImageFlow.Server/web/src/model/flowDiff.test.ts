import { describe, expect, it } from "vitest";
import { diffFlows, edgeKey, isSame } from "./flowDiff";

const node = (id: string, more: object = {}, x = 0) => ({ id, type: "Elsa.WriteLine", name: id, metadata: { designer: { position: { x, y: 0 } } }, ...more });
const flow = (activities: object[], connections: object[] = [], more: object = {}) => JSON.parse(JSON.stringify({ name: "f", ...more, root: { id: "root", type: "Elsa.Flowchart", activities, connections } }));
const edge = (source: string, target: string, port = "Done") => ({ source: { activity: source, port }, target: { activity: target, port: "In" } });

describe("diffFlows", () => {
  it("finds nothing where nothing changed, and takes null for absent", () => {
    expect(isSame(diffFlows(flow([node("a", { text: null })]), flow([node("a")])))).toBe(true);
  });

  it("tells added, removed, changed and moved nodes apart", () => {
    const text = (value: string) => ({ text: { typeName: "String", expression: { type: "Literal", value } } });
    const diff = diffFlows(flow([node("a"), node("b"), node("c", text("x")), node("d")]), flow([node("a", {}, 50), node("c", text("y")), node("d"), node("e")]));

    expect(Object.fromEntries([...diff.nodes].map(([id, { change }]) => [id, change]))).toEqual({ root: "same", a: "moved", b: "removed", c: "changed", d: "same", e: "added" });
    expect(diff.nodes.get("c")?.fields).toEqual([{ path: "text.expression.value", before: "x", after: "y" }]);
    expect(isSame(diff)).toBe(false);
  });

  it("compares what lies in a body by itself", () => {
    const loop = (inner: object) => node("loop", { body: { id: "body", type: "Elsa.Flowchart", activities: [inner], connections: [] } });
    const diff = diffFlows(flow([loop(node("in"))]), flow([loop(node("in", { name: "renamed" }))]));

    expect([...diff.nodes.values()].filter(({ change }) => change !== "same").map(({ id }) => id)).toEqual(["in"]);
  });

  it("reads connections in the old form and the new", () => {
    const diff = diffFlows(flow([], [{ source: "a", sourcePort: "Done", target: "b" }, edge("a", "c", "Error")]), flow([], [edge("a", "b"), edge("b", "c")]));

    expect([...diff.edges].sort()).toEqual([[edgeKey("a", "Error", "c"), "removed"], [edgeKey("a", null, "b"), "same"], [edgeKey("b", "Done", "c"), "added"]].sort());
  });

  it("names settings that differ", () => {
    expect(diffFlows(flow([], [], { variables: [] }), flow([], [], { variables: [{ id: "v" }], name: "g" })).settings.map(({ path }) => path)).toEqual(["name", "variables"]);
  });
});
