// Installs the locked packages where they are missing or outdated and builds the page into dist/.
// Several builds may call it at once: a lock folder lets one work while the others wait for its result.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const root = dirname(fileURLToPath(import.meta.url));
const lock = join(root, "node_modules.lock");
const installed = join(root, "node_modules", ".installed");
const entry = join(root, "dist", "index.html");
const waitLimit = 10 * 60_000;

const modified = (path) => (existsSync(path) ? statSync(path).mtimeMs : 0);

function newest(path) {
  if (!existsSync(path)) return 0;
  if (!statSync(path).isDirectory()) return modified(path);
  return Math.max(0, ...readdirSync(path).map((name) => newest(join(path, name))));
}

const inputs = ["src", "public", "index.html", "gallery.html", "vite.config.ts", "tsconfig.json", "package.json", "package-lock.json", ".npmrc", "build.mjs"];
const isBuilt = () => modified(entry) > Math.max(...inputs.map((name) => newest(join(root, name))));
const isInstalled = () => modified(installed) > Math.max(modified(join(root, "package-lock.json")), modified(join(root, ".npmrc")));

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

/** Takes the lock; a lock whose owner has ended is removed. */
async function take() {
  const owner = join(lock, "pid");
  for (const start = Date.now(); ; await delay(200)) {
    try {
      mkdirSync(lock);
      writeFileSync(owner, String(process.pid));
      return;
    } catch (error) {
      if (error.code !== "EEXIST") throw error;
    }
    const pid = existsSync(owner) ? Number(readFileSync(owner, "utf8")) : undefined;
    const abandoned = pid ? !isAlive(pid) : Date.now() - modified(lock) > 5_000;
    if (abandoned) rmSync(lock, { recursive: true, force: true });
    else if (Date.now() - start > waitLimit) throw new Error(`Another build (process ${pid}) has held ${lock} for ten minutes.`);
  }
}

function run(command) {
  // A shell finds npm.cmd on Windows; the command is a constant.
  const { status, error } = spawnSync(command, { cwd: root, stdio: "inherit", shell: true });
  if (error) throw error;
  if (status !== 0) throw new Error(`'${command}' in ${root} ended with exit code ${status}.`);
}

const touch = (path) => utimesSync(path, new Date(), new Date());

await take();
try {
  if (!isInstalled()) {
    run("npm ci --ignore-scripts --no-audit --no-fund");
    writeFileSync(installed, "");
  }
  if (!isBuilt()) {
    run("npm run build");
    touch(entry);
  }
} finally {
  rmSync(lock, { recursive: true, force: true });
}
