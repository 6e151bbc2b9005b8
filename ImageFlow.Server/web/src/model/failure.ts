/** What a cause says in words, and the rest of it. */
export interface Failure {
  readonly error: string;
  readonly message: string;
  readonly details: string | undefined;
}

/** Reads an error and its cause; a Lambda's cause is the document `{ errorType, errorMessage, stackTrace }`. */
export function readFailure(error: string | null | undefined, cause: string | null | undefined): Failure {
  const name = error ?? "";
  if (!cause) return { error: name, message: "", details: undefined };
  const document = parseObject(cause);
  if (document && typeof document["errorMessage"] === "string") {
    const { errorType, stackTrace } = document;
    const errorMessage = document["errorMessage"];
    const type = typeof errorType === "string" ? errorType : name;
    return { error: name || type, message: errorMessage, details: Array.isArray(stackTrace) && stackTrace.length > 0 ? stackTrace.join("\n") : undefined };
  }
  return { error: name, message: cause, details: undefined };
}

/** The object that a text holds as JSON; nothing for a text in plain words, which a cause usually is outside Lambda. */
function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return value !== null && typeof value === "object" ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
