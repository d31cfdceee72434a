// Builds the styles, scripts and icons of Steward into the Python package.
import { copyFile, mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = path.dirname(fileURLToPath(import.meta.url));
const surface = path.join(here, "..", "src", "steward", "surface");
const dist = path.join(surface, "static", "surface", "dist");
const fonts = path.join(surface, "paper", "fonts");
const { resolve } = createRequire(import.meta.url);

const TARGET = ["chrome123", "firefox125", "safari17.5"];

async function bundle() {
  await build({
    absWorkingDir: here,
    entryPoints: { steward: "src/steward.js", charts: "src/charts.js", graph: "src/graph.js" },
    outdir: dist,
    bundle: true,
    minify: true,
    format: "iife",
    target: TARGET,
    legalComments: "none",
  });
  await build({
    absWorkingDir: here,
    entryPoints: { steward: "src/steward.css" },
    outdir: dist,
    bundle: true,
    minify: true,
    target: TARGET,
    legalComments: "none",
  });
}

function symbol(name, svg) {
  const box = /viewBox="([^"]+)"/.exec(svg)[1];
  const fill = /<svg[^>]*\sfill="([^"]+)"/.exec(svg)?.[1];
  const drawing = svg
    .replace(/^[\s\S]*?<svg[^>]*>/, "")
    .replace(/<\/svg>\s*$/, "")
    .replace(/<path stroke="none" d="M0 0h24v24H0z" fill="none"\s*\/>/, "")
    .replace(/>\s+</g, "><")
    .trim();
  const attributes = fill === "none"
    ? ' fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round"'
    : fill ? ` fill="${fill}"` : "";
  return `<symbol id="${name}" viewBox="${box}"${attributes}>${drawing}</symbol>`;
}

async function sprite() {
  const folder = path.join(surface, "icons");
  const names = JSON.parse(await readFile(path.join(folder, "icons.json"), "utf8"));
  const symbols = [];
  for (const [name, source] of Object.entries(names)) {
    symbols.push(symbol(name, await readFile(resolve(`@tabler/icons/outline/${source}.svg`), "utf8")));
  }
  for (const file of (await readdir(folder)).filter((each) => each.endsWith(".svg")).sort()) {
    symbols.push(symbol(path.basename(file, ".svg"), await readFile(path.join(folder, file), "utf8")));
  }
  await writeFile(path.join(dist, "icons.svg"), `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>\n`);
  await writeFile(path.join(dist, "mark.svg"), await readFile(path.join(folder, "mark.svg"), "utf8"));
}

// The letters of printed papers, so that a machine without Chinese ones prints alike and offline.
async function letters() {
  const source = path.dirname(resolve("@expo-google-fonts/noto-sans-sc/package.json"));
  await rm(fonts, { recursive: true, force: true });
  await mkdir(fonts, { recursive: true });
  for (const weight of ["400Regular", "700Bold"]) {
    const name = `NotoSansSC_${weight}.ttf`;
    await copyFile(path.join(source, weight, name), path.join(fonts, name));
  }
  await copyFile(path.join(source, "LICENSE_FONT"), path.join(fonts, "LICENSE"));
}

await rm(dist, { recursive: true, force: true });
await mkdir(dist, { recursive: true });
await Promise.all([bundle(), sprite(), letters()]);
