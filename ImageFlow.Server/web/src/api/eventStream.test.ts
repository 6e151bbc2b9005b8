import { describe, expect, it } from "vitest";
import { createStreamParser } from "./eventStream";

describe("createStreamParser", () => {
  it("reads a message with id and event name", () => {
    expect(createStreamParser()('id: 7\nevent: history\ndata: {"id":7}\n\n')).toEqual([{ id: "7", event: "history", data: '{"id":7}' }]);
  });

  it("waits for the empty line, wherever the chunks are cut", () => {
    const text = "id: 1\r\nevent: history\r\ndata: a\r\ndata: b\r\n\r\n: beat\n\nid: 2\ndata: c\n\n";
    for (let cut = 0; cut <= text.length; cut++) {
      const parse = createStreamParser();
      const messages = [...parse(text.slice(0, cut)), ...parse(text.slice(cut))];
      expect(messages, `cut at ${cut}`).toEqual([
        { id: "1", event: "history", data: "a\nb" },
        { id: "2", event: "message", data: "c" },
      ]);
    }
  });

  it("gives nothing for heartbeats", () => {
    expect(createStreamParser()(": beat\n\n: beat\n\n")).toEqual([]);
  });
});
