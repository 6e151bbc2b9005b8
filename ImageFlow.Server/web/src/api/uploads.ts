import { ApiError, postJson, request } from "./request";
import type { Upload } from "./types";

/** Uploads a photo through a presigned POST; the answer is where it lies. */
export async function uploadPhoto(file: File): Promise<{ bucket: string; key: string }> {
  const upload = await postJson<Upload>("/api/uploads", {
    fileName: file.name,
    contentType: file.type || "application/octet-stream",
    size: file.size,
  });
  const form = new FormData();
  for (const [name, value] of Object.entries(upload.fields)) form.append(name, value);
  // S3 ignores every field after the file.
  form.append("file", file);
  const response = await request(upload.url, { method: "POST", body: form });
  if (!response.ok) throw storageError(response.status, await response.text());
  return { bucket: upload.bucket, key: upload.key };
}

/** Object stores answer with S3's error document: `<Error><Code>…</Code><Message>…</Message></Error>`. */
function storageError(status: number, body: string): ApiError {
  const document = new DOMParser().parseFromString(body, "application/xml");
  const code = document.querySelector("Code")?.textContent ?? undefined;
  return new ApiError(status, document.querySelector("Message")?.textContent || `${status} ${code ?? ""}`.trim(), code);
}
