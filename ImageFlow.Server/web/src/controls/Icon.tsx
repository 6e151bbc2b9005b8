const shapes = {
  idle: "M8 3.500a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9",
  running: "M8 2a6 6 0 1 0 6 6",
  retrying: "M13 5.500A5.5 5.5 0 1 0 13.5 9M13.5 2.500v3.200h-3.2",
  waiting: "M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2M8 4.800V8l2.2 1.5",
  done: "M3 8.500l3.2 3.200L13 4.8",
  retried: "M2.5 8.500l2.7 2.700L10 6M13.5 4.500v3h-3M13.3 7.300A5 5 0 0 0 9.5 3",
  caught: "M8 2L2.5 4.200v3.600c0 3 2.3 5.2 5.5 6.2 3.2-1 5.5-3.2 5.5-6.200V4.200zM8 5v3.500M8 11v.1",
  failed: "M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2M8 4.800v3.800M8 11v.2",
  stopped: "M4.5 4.500h7v7h-7z",
  close: "M4 4l8 8M12 4l-8 8",
  play: "M5 3.200v9.600l7.5-4.800z",
  down: "M4 6l4 4 4-4",
  left: "M10 4L6 8l4 4",
  right: "M6 4l4 4-4 4",
  compare: "M8 2v12M2.5 4H8M2.5 12H8M2.5 4v8M8 4h5.5v8H8",
  more: "M3.5 8h.01M8 8h.01M12.5 8h.01",
  photo: "M2.5 3.500h11v9h-11zM2.5 10.500l3-3 2.5 2.5 2-2 3.5 3.500M10.5 6.200h.01",
  pen: "M10.5 3l2.5 2.500L5.8 12.7 2.8 13.200l.5-3z",
  plus: "M8 3v10M3 8h10",
  minus: "M3 8h10",
  fit: "M3 6V3h3M10 3h3v3M13 10v3h-3M6 13H3v-3",
  upload: "M8 10.500V3M5 5.800L8 2.800l3 3M3 12.800h10",
  download: "M8 3v7.500M5 7.700l3 3 3-3M3 13.200h10",
  sun: "M8 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6M8 1.500v1M8 13.500v1M1.5 8h1M13.5 8h1M3.4 3.400l.7.7M11.9 11.900l.7.7M3.4 12.600l.7-.7M11.9 4.100l.7-.7",
  moon: "M13 9.500A5.5 5.5 0 0 1 6.5 3 5.5 5.5 0 1 0 13 9.5",
  arrow: "M3 8h9.500M9 4.500L12.5 8 9 11.5",
} as const;

export type IconName = keyof typeof shapes;

/** A decoration beside a word; it is not read out. */
export function Icon({ name }: { readonly name: IconName }) {
  const spinning = name === "running" || name === "retrying";
  return (
    <svg className={spinning ? "icon-svg spin" : "icon-svg"} viewBox="0 0 16 16" fill="none" stroke="currentColor" strokeWidth={name === "more" ? 2.4 : 1.6} strokeLinecap="round" strokeLinejoin="round" aria-hidden="true">
      <path d={shapes[name]} />
    </svg>
  );
}
