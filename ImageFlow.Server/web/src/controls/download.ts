import { request, toApiError } from "../api/request";

/** Hands the person a text as a file. */
export function download(fileName: string, content: string, type = "application/json"): void {
  save(fileName, new Blob([content], { type }));
}

/** Fetches a file and hands it to the person; what the server refuses is an error with its reason, not a file. */
export async function downloadFrom(path: string): Promise<void> {
  const response = await request(path, {});
  if (!response.ok) throw await toApiError(response);
  const named = /filename="?([^";]+)/.exec(response.headers.get("Content-Disposition") ?? "")?.[1];
  save(named ?? path.slice(path.lastIndexOf("/") + 1), await response.blob());
}

/** Paints an SVG document of ours as a PNG of twice its size, and hands it to the person. */
export async function downloadPng(fileName: string, svg: string): Promise<void> {
  const url = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const canvas = document.createElement("canvas");
    canvas.width = image.naturalWidth * 2;
    canvas.height = image.naturalHeight * 2;
    canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/png"));
    if (!blob) throw new Error("This browser could not encode the drawing as PNG.");
    save(fileName, blob);
  } finally {
    URL.revokeObjectURL(url);
  }
}

function save(fileName: string, content: Blob): void {
  const url = URL.createObjectURL(content);
  const link = document.createElement("a");
  link.href = url;
  link.download = fileName.replace(/[\\/:*?"<>|]/g, "-");
  link.click();
  URL.revokeObjectURL(url);
}
