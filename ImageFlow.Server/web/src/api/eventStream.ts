/** One message of a server-sent event stream (WHATWG HTML §9.2). */
export interface StreamMessage {
  readonly event: string;
  readonly data: string;
  readonly id: string | undefined;
}

/**
 * Cuts a text stream into messages. Feed it the chunks as they arrive; a message comes out with the empty line that ends it,
 * comments (heartbeats) are left out, and what is incomplete waits for the next chunk.
 */
export function createStreamParser(): (chunk: string) => StreamMessage[] {
  let rest = "";
  let event = "";
  let id: string | undefined;
  let data: string[] = [];

  function take(line: string): StreamMessage | undefined {
    if (line === "") {
      const message = data.length > 0 ? { event: event || "message", data: data.join("\n"), id } : undefined;
      event = "";
      data = [];
      return message;
    }
    const colon = line.indexOf(":");
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(line[colon + 1] === " " ? colon + 2 : colon + 1);
    if (field === "event") event = value;
    else if (field === "data") data.push(value);
    else if (field === "id") id = value;
    return undefined;
  }

  return (chunk) => {
    const messages: StreamMessage[] = [];
    rest += chunk;
    // A lone CR at the end may be the first half of CRLF.
    const complete = rest.endsWith("\r") ? rest.slice(0, -1) : rest;
    const lines = complete.split(/\r\n|\n|\r/);
    rest = (lines.pop() ?? "") + rest.slice(complete.length);
    for (const line of lines) {
      const message = take(line);
      if (message) messages.push(message);
    }
    return messages;
  };
}
