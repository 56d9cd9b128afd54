// Runs precompile.py in the Python of the page:
//   node precompile.mjs STANDARD.zip LIBRARY.zip EXAMPLE…

import { readFile, writeFile } from "node:fs/promises";
import { basename } from "node:path";
import { loadPyodide } from "pyodide";

const paths = process.argv.slice(2);
const inside = paths.map((path) => `/given/${basename(path)}`);
try {
  const python = await loadPyodide();
  python.FS.mkdir("/given");
  for (const [index, path] of paths.entries()) {
    python.FS.writeFile(inside[index], await readFile(path));
  }
  python.runPython(await readFile(new URL("precompile.py", import.meta.url), "utf-8"));
  const [standard, library, ...example] = inside;
  python.globals.get("precompile")(standard, library, python.toPy(example));
  for (const index of [0, 1]) await writeFile(paths[index], python.FS.readFile(inside[index]));
} catch (problem) {
  // Without its source line, which is that of all of Pyodide.
  console.error(problem.message);
  process.exit(1);
}
