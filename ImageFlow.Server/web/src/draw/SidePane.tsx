import { useState, type KeyboardEvent, type PointerEvent, type ReactNode } from "react";
import { Icon } from "../controls/Icon";
import { strings } from "../strings/strings";

interface SidePaneProps {
  readonly title: string;
  /** Below the designer instead of beside it. */
  readonly below?: boolean;
  readonly children: ReactNode;
  readonly onClose: () => void;
}

/** Pixels. */
const sizes = { beside: { first: 360, least: 280, most: 900 }, below: { first: 260, least: 120, most: 800 } } as const;
const step = 24;

/** A pane beside or below the designer, as large as a person last made it; Escape closes it. */
export function SidePane({ title, below = false, children, onClose }: SidePaneProps) {
  const place = below ? "below" : "beside";
  const [size, setSize] = useState(() => readSize(place));

  function change(to: number) {
    const { least, most } = sizes[place];
    const next = Math.round(Math.min(most, Math.max(least, to)));
    setSize(next);
    localStorage.setItem(storeName(place), String(next));
  }

  function drag(event: PointerEvent<HTMLElement>) {
    event.preventDefault();
    const handle = event.currentTarget;
    const from = below ? event.clientY : event.clientX;
    // The designer's frame would swallow the pointer otherwise.
    handle.setPointerCapture(event.pointerId);
    handle.onpointermove = (next) => change(size + from - (below ? next.clientY : next.clientX));
    handle.onpointerup = handle.onpointercancel = () => (handle.onpointermove = null);
  }

  function press(event: KeyboardEvent) {
    const grows = below ? "ArrowUp" : "ArrowLeft";
    const shrinks = below ? "ArrowDown" : "ArrowRight";
    if (event.key !== grows && event.key !== shrinks) return;
    event.preventDefault();
    change(size + (event.key === grows ? step : -step));
  }

  return (
    <aside className={`side-pane ${place}`} aria-label={title} style={below ? { height: size } : { width: size }} onKeyDown={(event) => event.key === "Escape" && onClose()}>
      <div
        className="pane-handle" role="separator" tabIndex={0} aria-label={strings.draw.resize} aria-orientation={below ? "horizontal" : "vertical"}
        aria-valuenow={size} aria-valuemin={sizes[place].least} aria-valuemax={sizes[place].most} onPointerDown={drag} onKeyDown={press}
      />
      <header><h2 className="grow">{title}</h2><button className="button quiet icon" aria-label={strings.close} onClick={onClose}><Icon name="close" /></button></header>
      <div className="pane-content">{children}</div>
    </aside>
  );
}

const storeName = (place: keyof typeof sizes) => `imageflow.pane.${place}`;

function readSize(place: keyof typeof sizes): number {
  const { first, least, most } = sizes[place];
  const stored = Number(localStorage.getItem(storeName(place)));
  return stored >= least && stored <= most ? stored : first;
}
