import { defineConfig } from "vitest/config";

const server = process.env["IMAGEFLOW_SERVER"] ?? "http://127.0.0.1:5080";

export default defineConfig({
  build: {
    target: "es2022",
    // Strict content security policy: nothing is inlined, neither scripts nor data: images.
    assetsInlineLimit: 0,
    rolldownOptions: { input: ["index.html", "gallery.html"] },
    modulePreload: { polyfill: false },
  },
  // `npm run dev` serves the page with reload while a started ImageFlow.Server answers the rest.
  server: { proxy: Object.fromEntries(["/api", "/elsa", "/studio", "/openapi"].map((path) => [path, server])) },
  // Build machines can be busy; a test that hangs is still told apart from a slow one.
  test: { include: ["src/**/*.test.ts"], testTimeout: 60_000 },
});
