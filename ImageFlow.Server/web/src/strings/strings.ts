import { en } from "./en";
import { vi } from "./vi";

export type Language = "en" | "vi";

/** The shape of a language: the texts of English, each any text, and each made of the same values. */
export type Strings = Texts<typeof en>;
type Texts<T> = { readonly [K in keyof T]: T[K] extends (...values: infer A) => string ? (...values: A) => string : T[K] extends string ? string : Texts<T[K]> };

const stored = "imageflow.language";

/** The chosen language, else the browser's, else English. Outside a browser English. */
export const language: Language = readLanguage();

export const strings: Strings = language === "vi" ? vi : en;

/** Remembers the language and shows the page in it. */
export function chooseLanguage(next: Language): void {
  localStorage.setItem(stored, next);
  location.reload();
}

function readLanguage(): Language {
  if (typeof document === "undefined") return "en";
  const chosen = localStorage.getItem(stored);
  if (chosen === "en" || chosen === "vi") return chosen;
  return navigator.language.toLowerCase().startsWith("vi") ? "vi" : "en";
}
