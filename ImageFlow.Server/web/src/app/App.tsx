import { Suspense, useEffect, useRef, useState } from "react";
import { Icon } from "../controls/Icon";
import { FlowsPage } from "../flows/FlowsPage";
import { chooseLanguage, language, strings } from "../strings/strings";
import { KeysDialog } from "./KeysDialog";
import { Link } from "./Link";
import { compareRunsPage, drawPage, galleryPage, inboxPage, runPage, runsPage, versionsPage } from "./pages";
import { Palette } from "./Palette";
import { paths, readRoute, useLocation, type Route } from "./router";
import { useShortcuts } from "./useShortcuts";
import { useTheme } from "./theme";
import { Toasts } from "./toasts";
import "./app.css";

export function App() {
  const location = useLocation();
  const route = readRoute(location);
  const main = useRef<HTMLElement>(null);
  const [open, setOpen] = useState<"keys" | "palette">();
  const close = () => setOpen(undefined);
  // Pages with a search of their own take the slash for it.
  const searches = route.page === "flows" || route.page === "runs";
  useShortcuts({ "?": () => setOpen("keys"), "/": searches ? undefined : () => setOpen("palette") });

  // A new page begins at its top.
  useEffect(() => {
    main.current?.scrollTo(0, 0);
  }, [location]);

  return (
    <div className="app">
      <a className="skip-link" href="#content">{strings.skip}</a>
      <TopBar page={route.page} onKeys={() => setOpen("keys")} />
      <main id="content" ref={main} tabIndex={-1}>
        <Suspense fallback={<p className="empty" role="status">{strings.loading}</p>}>
          <Page route={route} />
        </Suspense>
      </main>
      <Toasts />
      {open === "keys" && <KeysDialog onClose={close} />}
      {open === "palette" && <Palette onClose={close} />}
    </div>
  );
}

function Page({ route }: { readonly route: Route }) {
  useEffect(() => {
    const titles: Partial<Record<Route["page"], string>> = { runs: strings.runs.title, inbox: strings.inbox.title, gallery: strings.gallery.title, compare: strings.compareRuns.title };
    const title = titles[route.page];
    document.title = title ? `${title} · ${strings.product}` : strings.product;
  }, [route.page]);
  switch (route.page) {
    case "flows": return <FlowsPage />;
    case "draw": return <drawPage.Page key={route.id} id={route.id} />;
    case "runs": return <runsPage.Page query={route.query} />;
    case "run": return <runPage.Page key={route.id} id={route.id} />;
    case "versions": return <versionsPage.Page key={route.id} id={route.id} query={route.query} />;
    case "compare": return <compareRunsPage.Page query={route.query} />;
    case "inbox": return <inboxPage.Page />;
    case "gallery": return <galleryPage.Page />;
    case "unknown": return <div className="empty"><h1>{strings.notFound.title}</h1><p><Link href={paths.flows}>{strings.notFound.home}</Link></p></div>;
  }
}

function TopBar({ page, onKeys }: { readonly page: Route["page"]; readonly onKeys: () => void }) {
  const [theme, setTheme] = useTheme();
  const inFlows = page === "flows" || page === "draw" || page === "versions";
  const inRuns = page === "runs" || page === "run" || page === "compare";
  return (
    <header className="top-bar">
      <Link className="brand" href={paths.flows}><img src="/icon.svg" alt="" width="22" height="22" />{strings.product}</Link>
      <nav aria-label={strings.nav.label}>
        <Link href={paths.flows} aria-current={inFlows ? "page" : undefined}>{strings.nav.flows}</Link>
        <Link href={paths.runs()} aria-current={inRuns ? "page" : undefined}>{strings.nav.runs}</Link>
        <Link href={paths.inbox} aria-current={page === "inbox" ? "page" : undefined}>{strings.nav.inbox}</Link>
        <Link href={paths.gallery} aria-current={page === "gallery" ? "page" : undefined}>{strings.nav.gallery}</Link>
      </nav>
      <span className="grow" />
      <button className="button quiet" lang={language === "vi" ? "en" : "vi"} onClick={() => chooseLanguage(language === "vi" ? "en" : "vi")}>{strings.language.other}</button>
      <button className="button quiet icon" aria-label={theme === "dark" ? strings.theme.light : strings.theme.dark} onClick={() => setTheme(theme === "dark" ? "light" : "dark")}>
        <Icon name={theme === "dark" ? "sun" : "moon"} />
      </button>
      <button className="button quiet icon" aria-label={strings.keys.open} title={strings.keys.open} onClick={onKeys}>?</button>
    </header>
  );
}
