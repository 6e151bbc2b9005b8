import { defineConfig } from "vitest/config";

const server = process.env["IMAGEFLOW_SERVER"] ?? "http://127.0.0.1:5080";

export default defineConfig({
  build: {
    target: "es2022",
    // Strict content security policy: nothing is inlined, neither scripts nor data: images.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  // `npm run dev` serves the page with reload while a started ImageFlow.Server answers the rest.
  server: { proxy: Object.fromEntries(["/api", "/elsa", "/studio", "/openapi"].map((path) => [path, server])) },
  test: { include: ["src/**/*.test.ts"] },
});
