import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, type KeyboardEvent, type PointerEvent, type RefObject } from "react";
import type { Box } from "../model/drawing";

export interface PanZoom {
  readonly fit: () => void;
  readonly zoom: (factor: number) => void;
  /** The point of the drawing at a point of the window. */
  readonly pointAt: (clientX: number, clientY: number) => { readonly x: number; readonly y: number };
  readonly handlers: {
    readonly onPointerDown: (event: PointerEvent) => void;
    readonly onKeyDown: (event: KeyboardEvent) => void;
  };
}

/** What of a drawing is seen: the part of it in its own coordinates, and how large. */
export interface View {
  readonly part: Box;
  readonly scale: number;
}

const least = 0.1;
const most = 3;
const margin = 24;
/** Milliseconds of rest after which the drawing is painted sharply at its new size. */
const restAfter = 160;

/**
 * Moves and scales a drawing in its frame: drag moves, the wheel with Ctrl (or a pinch) zooms, + − 0 1 and the arrows do it by key.
 * The plane's style is written directly, so that a large drawing moves without being rendered again.
 */
export function usePanZoom(frame: RefObject<HTMLElement | null>, plane: RefObject<HTMLElement | null>, bounds: Box, onRest?: (view: View) => void): PanZoom {
  const view = useRef({ x: 0, y: 0, scale: 1 });
  const touched = useRef(false);
  const resting = useRef<ReturnType<typeof setTimeout>>(undefined);
  const latestRest = useRef(onRest);
  latestRest.current = onRest;
  const { x, y, w, h } = bounds;

  const show = useCallback((next: { x: number; y: number; scale: number }) => {
    view.current = next;
    const style = plane.current?.style;
    if (!style) return;
    // Whole pixels: a drawing between them has to be blended anew for every frame.
    style.transform = `translate(${Math.round(next.x)}px, ${Math.round(next.y)}px) scale(${next.scale})`;
    style.willChange = "transform";
    clearTimeout(resting.current);
    resting.current = setTimeout(() => {
      style.willChange = "";
      const size = frame.current?.getBoundingClientRect();
      if (size) latestRest.current?.({ scale: next.scale, part: { x: -next.x / next.scale, y: -next.y / next.scale, w: size.width / next.scale, h: size.height / next.scale } });
    }, restAfter);
  }, [frame, plane]);

  const fit = useCallback(() => {
    const size = frame.current?.getBoundingClientRect();
    if (!size || size.width === 0) return;
    touched.current = false;
    const scale = Math.min(1, Math.max(least, Math.min((size.width - 2 * margin) / w, (size.height - 2 * margin) / h)));
    show({ scale, x: (size.width - w * scale) / 2 - x * scale, y: (size.height - h * scale) / 2 - y * scale });
  }, [frame, show, x, y, w, h]);

  const zoomAt = useCallback((factor: number, atX: number, atY: number) => {
    touched.current = true;
    const before = view.current;
    const scale = Math.min(most, Math.max(least, before.scale * factor));
    const grow = scale / before.scale;
    show({ scale, x: atX - (atX - before.x) * grow, y: atY - (atY - before.y) * grow });
  }, [show]);

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

  return useMemo(() => {
    function zoom(factor: number) {
      const size = frame.current?.getBoundingClientRect();
      if (size) zoomAt(factor, size.width / 2, size.height / 2);
    }

    function move(dx: number, dy: number) {
      touched.current = true;
      show({ ...view.current, x: view.current.x + dx, y: view.current.y + dy });
    }

    function pointAt(clientX: number, clientY: number) {
      const at = frame.current?.getBoundingClientRect();
      const { x: left, y: top, scale } = view.current;
      return { x: (clientX - (at?.left ?? 0) - left) / scale, y: (clientY - (at?.top ?? 0) - top) / scale };
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
        "+": () => zoom(1.25), "=": () => zoom(1.25), "-": () => zoom(0.8), "0": fit, "1": () => zoom(1 / view.current.scale),
        ArrowLeft: () => move(step, 0), ArrowRight: () => move(-step, 0), ArrowUp: () => move(0, step), ArrowDown: () => move(0, -step),
      };
      const action = actions[event.key];
      if (!action) return;
      event.preventDefault();
      action();
    }

    return { fit, zoom, pointAt, handlers: { onPointerDown, onKeyDown } };
  }, [frame, fit, show, zoomAt]);
}
