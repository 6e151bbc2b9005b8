import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { startTheme } from "../app/theme";
import { Toasts } from "../app/toasts";
import { language } from "../strings/strings";
import { GalleryPage } from "./GalleryPage";
import "../style/tokens.css";
import "../style/base.css";
import "../style/controls.css";

// The gallery by itself, as `deploy` puts it on a website.
document.documentElement.lang = language;
startTheme();
const root = document.getElementById("root");
if (root) createRoot(root).render(<StrictMode><main><GalleryPage /></main><Toasts /></StrictMode>);
