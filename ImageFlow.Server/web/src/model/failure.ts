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
  try {
    const document = JSON.parse(cause) as { errorType?: unknown; errorMessage?: unknown; stackTrace?: unknown };
    if (document !== null && typeof document === "object" && typeof document.errorMessage === "string") {
      const stack = Array.isArray(document.stackTrace) ? document.stackTrace.join("\n") : undefined;
      const type = typeof document.errorType === "string" ? document.errorType : name;
      return { error: name || type, message: document.errorMessage, details: stack || undefined };
    }
  } catch {
    // A cause in plain words, which is the usual form outside Lambda.
  }
  return { error: name, message: cause, details: undefined };
}
