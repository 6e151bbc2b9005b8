import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app/App";
import { prepare, prepareOthers } from "./app/pages";
import { readRoute } from "./app/router";
import { startTheme } from "./app/theme";
import { speak } from "./model/words";
import { language } from "./strings/strings";
import "./style/tokens.css";
import "./style/base.css";
import "./style/controls.css";

// A file dropped beside its place would make the browser leave the page for it.
for (const type of ["dragover", "drop"]) window.addEventListener(type, (event) => event.preventDefault());

document.documentElement.lang = language;
speak(language);
startTheme();
const root = document.getElementById("root");
// Shown with its page at once: a notice that it loads would be kept on view for a moment before the page takes its place.
void prepare(readRoute(location.pathname + location.search)).then(() => {
  if (root) createRoot(root).render(<StrictMode><App /></StrictMode>);
  prepareOthers();
});
