import { useCallback, useEffect, useLayoutEffect, useRef, useState, type KeyboardEvent, type PointerEvent, type RefObject } from "react";
import type { Box } from "../model/drawing";

export interface View {
  readonly x: number;
  readonly y: number;
  readonly scale: number;
}

export interface PanZoom {
  readonly view: View;
  readonly fit: () => void;
  readonly zoom: (factor: number) => void;
  readonly handlers: {
    readonly onPointerDown: (event: PointerEvent) => void;
    readonly onKeyDown: (event: KeyboardEvent) => void;
  };
}

const least = 0.1;
const most = 3;
const margin = 24;

/** Moves and scales a drawing: drag moves, the wheel with Ctrl (or a pinch) zooms, + − 0 and the arrows do it by key. */
export function usePanZoom(frame: RefObject<HTMLElement | null>, bounds: Box): PanZoom {
  const [view, setView] = useState<View>({ x: 0, y: 0, scale: 1 });
  const touched = useRef(false);
  const { x, y, w, h } = bounds;

  const fit = useCallback(() => {
    const size = frame.current?.getBoundingClientRect();
    if (!size || size.width === 0) return;
    touched.current = false;
    const scale = Math.min(1, Math.max(least, Math.min((size.width - 2 * margin) / w, (size.height - 2 * margin) / h)));
    setView({ scale, x: (size.width - w * scale) / 2 - x * scale, y: (size.height - h * scale) / 2 - y * scale });
  }, [frame, x, y, w, h]);

  const zoomAt = useCallback((factor: number, atX: number, atY: number) => {
    touched.current = true;
    setView((before) => {
      const scale = Math.min(most, Math.max(least, before.scale * factor));
      const grow = scale / before.scale;
      return { scale, x: atX - (atX - before.x) * grow, y: atY - (atY - before.y) * grow };
    });
  }, []);

  // Until a person has moved it, the drawing keeps fitting: as it grows with pictures, and as the window changes.
  useLayoutEffect(() => {
    if (!touched.current) fit();
  }, [fit]);

  useEffect(() => {
    const element = frame.current;
    if (!element) return;
    const observer = new ResizeObserver(() => {
      if (!touched.current) fit();
    });
    observer.observe(element);
    // React's wheel handlers are passive; zooming has to keep the page from zooming too.
    const wheel = (event: WheelEvent) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      const at = element.getBoundingClientRect();
      zoomAt(Math.exp(-event.deltaY / 300), event.clientX - at.left, event.clientY - at.top);
    };
    element.addEventListener("wheel", wheel, { passive: false });
    return () => {
      observer.disconnect();
      element.removeEventListener("wheel", wheel);
    };
  }, [frame, fit, zoomAt]);

  function zoom(factor: number) {
    const size = frame.current?.getBoundingClientRect();
    if (size) zoomAt(factor, size.width / 2, size.height / 2);
  }

  function move(dx: number, dy: number) {
    touched.current = true;
    setView((before) => ({ ...before, x: before.x + dx, y: before.y + dy }));
  }

  function onPointerDown(event: PointerEvent) {
    const element = frame.current;
    if (!element || event.button !== 0 || (event.target as Element).closest("button, a")) return;
    let last = { x: event.clientX, y: event.clientY };
    element.setPointerCapture(event.pointerId);
    const drag = (next: globalThis.PointerEvent) => {
      move(next.clientX - last.x, next.clientY - last.y);
      last = { x: next.clientX, y: next.clientY };
    };
    const end = () => {
      element.removeEventListener("pointermove", drag);
      element.removeEventListener("pointerup", end);
      element.removeEventListener("pointercancel", end);
    };
    element.addEventListener("pointermove", drag);
    element.addEventListener("pointerup", end);
    element.addEventListener("pointercancel", end);
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const step = 40;
    const actions: Record<string, () => void> = {
      "+": () => zoom(1.25), "=": () => zoom(1.25), "-": () => zoom(0.8), "0": fit,
      "1": () => zoom(1 / view.scale),
      ArrowLeft: () => move(step, 0), ArrowRight: () => move(-step, 0), ArrowUp: () => move(0, step), ArrowDown: () => move(0, -step),
    };
    const action = actions[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  }

  return { view, fit, zoom, handlers: { onPointerDown, onKeyDown } };
}
