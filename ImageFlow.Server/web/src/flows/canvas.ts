/** A canvas of so many pixels, and how it becomes a file's content. */
export function canvasOf(width: number, height: number): readonly [CanvasRenderingContext2D, (type: string) => Promise<Blob>] {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [width, height];
  const context = canvas.getContext("2d");
  if (!context) throw new Error("This browser gives no 2D canvas.");
  return [context, async (type) => {
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, type, 0.92));
    if (!blob) throw new Error(`This browser could not encode a sample picture as ${type}.`);
    return blob;
  }];
}
