import { withExif } from "../model/exif";
import { canvasOf } from "./canvas";
import { paintSamplePhoto } from "./samplePhoto";

export type SampleName = "lake" | "phone" | "badge" | "broken";

/** A picture for whoever has none at hand, each for something that a flow has to deal with. */
export interface SamplePhoto {
  readonly name: SampleName;
  readonly make: () => Promise<File>;
}

/** Bytes of the broken photo: enough for its header. */
const brokenAt = 60_000;

export const samplePhotos: readonly SamplePhoto[] = [
  { name: "lake", make: paintSamplePhoto },
  { name: "phone", make: phonePhoto },
  { name: "badge", make: paintBadge },
  { name: "broken", make: async () => new File([(await paintSamplePhoto()).slice(0, brokenAt)], "broken.jpg", { type: "image/jpeg" }) },
];

/** The lake as a phone held upright stores it: lying on its side, with a note to turn it, its camera and the place. */
async function phonePhoto(): Promise<File> {
  const upright = await createImageBitmap(await paintSamplePhoto());
  const [context, finish] = canvasOf(upright.height, upright.width);
  context.translate(0, upright.width);
  context.rotate(-Math.PI / 2);
  context.drawImage(upright, 0, 0);
  const jpeg = new Uint8Array(await (await finish("image/jpeg")).arrayBuffer());
  const told = withExif(jpeg, { orientation: 6, make: "ImageFlow", model: "Sample phone", takenAt: "2026:06:21 21:30:00", latitude: 46.2, longitude: 8.85 });
  return new File([told as Uint8Array<ArrayBuffer>], "phone.jpg", { type: "image/jpeg" });
}

/** A round badge on nothing: a PNG with transparency. */
async function paintBadge(): Promise<File> {
  const size = 900;
  const [context, finish] = canvasOf(size, size);
  const middle = size / 2;
  const glow = context.createLinearGradient(0, 0, size, size);
  glow.addColorStop(0, "#3f7ee8");
  glow.addColorStop(1, "#7a4fd0");
  context.fillStyle = glow;
  context.beginPath();
  context.arc(middle, middle, middle - 20, 0, 2 * Math.PI);
  context.fill();
  context.strokeStyle = "rgb(255 255 255 / 85%)";
  context.lineWidth = 34;
  for (const radius of [0.3, 0.2, 0.1]) {
    context.beginPath();
    context.arc(middle, middle, size * radius, Math.PI * radius * 4, Math.PI * (1.5 + radius * 4));
    context.stroke();
  }
  return new File([await finish("image/png")], "badge.png", { type: "image/png" });
}
