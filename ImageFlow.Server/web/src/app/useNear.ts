import { useEffect, useState, type RefObject } from "react";

const tellers = new Map<Element, (near: boolean) => void>();
let observer: IntersectionObserver | undefined;

/** Whether an element lies in what is seen of the page, or a few rows away from it. */
export function useNear(place: RefObject<Element | null>): boolean {
  const [near, setNear] = useState(false);
  useEffect(() => {
    const element = place.current;
    if (!element) return;
    observer ??= new IntersectionObserver((entries) => {
      for (const entry of entries) tellers.get(entry.target)?.(entry.isIntersecting);
    }, { root: element.closest("main"), rootMargin: "300px" });
    tellers.set(element, setNear);
    observer.observe(element);
    return () => {
      observer?.unobserve(element);
      tellers.delete(element);
    };
  }, [place]);
  return near;
}
