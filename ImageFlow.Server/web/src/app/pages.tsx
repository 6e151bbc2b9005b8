import { lazy, useState, type ComponentType } from "react";
import { askForRun } from "../api/ahead";
import type { Route } from "./router";

/** A page whose script comes when it is needed, or before: once it is there it is shown without a pause. */
interface LoadedPage<P> {
  readonly Page: ComponentType<P>;
  readonly load: () => Promise<void>;
}

function loadedPage<P extends object>(fetchPage: () => Promise<ComponentType<P>>): LoadedPage<P> {
  let loaded: ComponentType<P> | undefined;
  const load = async () => {
    loaded ??= await fetchPage();
  };
  const Later = lazy(async () => {
    await load();
    return { default: loaded as ComponentType<P> };
  }) as unknown as ComponentType<P>;
  // What is shown first stays, or the page would begin anew.
  const Page = (props: P) => {
    const [Shown] = useState(() => loaded ?? Later);
    return <Shown {...props} />;
  };
  return { Page, load };
}

export const drawPage = loadedPage(async () => (await import("../draw/DrawPage")).DrawPage);
export const runPage = loadedPage(async () => (await import("../run/RunPage")).RunPage);
export const versionsPage = loadedPage(async () => (await import("../compare/VersionsPage")).VersionsPage);
export const compareRunsPage = loadedPage(async () => (await import("../compare/CompareRunsPage")).CompareRunsPage);
export const inboxPage = loadedPage(async () => (await import("../inbox/InboxPage")).InboxPage);
export const galleryPage = loadedPage(async () => (await import("../gallery/GalleryPage")).GalleryPage);
export const runsPage = loadedPage(async () => (await import("../runs/RunsPage")).RunsPage);

const pages: Partial<Record<Route["page"], { readonly load: () => Promise<void> }>> = {
  draw: drawPage, run: runPage, versions: versionsPage, compare: compareRunsPage, inbox: inboxPage, gallery: galleryPage, runs: runsPage,
};

/** Milliseconds that the first look waits for its page's script; after them it says that it loads. */
const patience = 2_000;

/** Fetches the script of the page that is asked for first, and with it what that page will ask for. */
export async function prepare(route: Route): Promise<void> {
  if (route.page === "run") askForRun(route.id);
  // A page that cannot be fetched is shown as an error by who renders it.
  const load = pages[route.page]?.load().catch(() => undefined);
  await Promise.race([load, new Promise((resolve) => setTimeout(resolve, patience))]);
}

/** Fetches the pages that a person may go to next, when nothing else is to do. */
export function prepareOthers(): void {
  const later = "requestIdleCallback" in window ? (work: () => void) => requestIdleCallback(work, { timeout: 10_000 }) : (work: () => void) => setTimeout(work, 2_000);
  later(() => {
    for (const page of Object.values(pages)) void page.load().catch(() => undefined);
  });
}
