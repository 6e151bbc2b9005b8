import { strings } from "../strings/strings";
import { canvasOf } from "./canvas";

/** Pixels: a photograph's proportions, large enough that resizing it means something. */
const width = 2400;
const height = 1600;

/** Paints a mountain lake at dusk, the photo for whoever has none at hand. The same picture each time. */
export async function paintSamplePhoto(): Promise<File> {
  const [context, finish] = canvasOf(width, height);
  paint(context);
  return new File([await finish("image/jpeg")], strings.samplePhoto, { type: "image/jpeg" });
}

function paint(context: CanvasRenderingContext2D): void {
  const shore = height * 0.62;
  const chance = lehmer(20_261_120);

  fill(context, 0, 0, width, shore, ["#24427c", "#6f7fb8", "#e8a48f", "#fddba3"]);
  for (let star = 0; star < 160; star++) {
    context.fillStyle = `rgb(255 255 255 / ${0.1 + chance() * 0.5})`;
    context.fillRect(chance() * width, chance() ** 2 * shore * 0.35, 2 + chance() * 2, 2 + chance() * 2);
  }
  const glow = context.createRadialGradient(width * 0.66, shore * 0.6, 40, width * 0.66, shore * 0.6, 760);
  glow.addColorStop(0, "rgb(255 250 228)");
  glow.addColorStop(0.06, "rgb(255 240 196 / 80%)");
  glow.addColorStop(0.3, "rgb(255 214 150 / 35%)");
  glow.addColorStop(1, "rgb(255 200 140 / 0%)");
  context.fillStyle = glow;
  context.fillRect(0, 0, width, shore);

  const ranges = [["#a98fae", 0.72, 150], ["#7a7aa8", 0.81, 150], ["#4a5a88", 0.89, 130], ["#2a3d63", 0.96, 80]] as const;
  for (const [colour, level, relief] of ranges) ridge(context, shore, shore * level, relief, colour, chance);
  for (let x = -20; x < width; x += 14 + chance() * 26) spruce(context, x, shore + 6, 46 + chance() * 110, "#16263f");

  // The lake mirrors the sky, darker and in streaks.
  context.save();
  context.translate(0, shore * 2);
  context.scale(1, -1);
  context.globalAlpha = 0.95;
  context.drawImage(context.canvas, 0, shore - (height - shore), width, height - shore, 0, shore - (height - shore), width, height - shore);
  context.restore();
  fill(context, 0, shore, width, height - shore, ["rgb(24 44 84 / 12%)", "rgb(14 30 66 / 62%)"]);
  for (let streak = 0; streak < 420; streak++) {
    const y = shore + chance() ** 0.8 * (height - shore);
    const near = (y - shore) / (height - shore);
    const x = width * 0.66 + (chance() + chance() - 1) * (220 + near * 900);
    context.fillStyle = `rgb(255 232 190 / ${0.08 + chance() * 0.4 * (1 - near * 0.6)})`;
    context.fillRect(x, y, 30 + chance() * 180 * (0.4 + near), 1 + near * 4);
  }
}

function fill(context: CanvasRenderingContext2D, x: number, y: number, w: number, h: number, colours: readonly string[]): void {
  const gradient = context.createLinearGradient(0, y, 0, y + h);
  colours.forEach((colour, index) => gradient.addColorStop(index / (colours.length - 1), colour));
  context.fillStyle = gradient;
  context.fillRect(x, y, w, h);
}

/** A range of mountains: a sum of waves of falling height, filled down to the shore. */
function ridge(context: CanvasRenderingContext2D, shore: number, level: number, relief: number, colour: string, chance: () => number): void {
  const waves = Array.from({ length: 7 }, (_, index) => ({ length: (width * 0.7) / 2 ** index, height: relief / 1.75 ** index, phase: chance() * 7 }));
  context.beginPath();
  context.moveTo(0, shore);
  for (let x = 0; x <= width; x += 4) {
    const rise = waves.reduce((sum, wave) => sum + (1 - Math.abs(Math.sin((x / wave.length) * Math.PI + wave.phase))) * wave.height, 0);
    context.lineTo(x, level + relief * 0.55 - rise);
  }
  context.lineTo(width, shore);
  context.closePath();
  context.fillStyle = colour;
  context.fill();
}

function spruce(context: CanvasRenderingContext2D, x: number, foot: number, size: number, colour: string): void {
  context.fillStyle = colour;
  for (let tier = 0; tier < 4; tier++) {
    const top = foot - size + (size / 5) * tier;
    const half = size * (0.07 + tier * 0.045);
    context.beginPath();
    context.moveTo(x, top);
    context.lineTo(x - half, top + size * 0.4);
    context.lineTo(x + half, top + size * 0.4);
    context.fill();
  }
}

/** A small generator with a seed (Park and Miller), so that the picture is the same each time. */
function lehmer(seed: number): () => number {
  let state = seed % 2_147_483_647;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}
