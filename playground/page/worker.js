// Python in a worker: the runtime and the library are loaded here, and every question answered here,
// so that the page never waits. It starts from a blob and so is bound by the page's own policy.

import "./assets.js";

const here = new URL(".", import.meta.url);
const folder = new URL(`${assets.runtime}/`, here);
const FOLDER = "/workbench";
const KEPT = "jixiao-runtime";
const TYPES = /** @type {Record<string, string>} */ ({
  wasm: "application/wasm",
  zip: "application/zip",
});

/** @param {Said} message @param {Transferable[]} [transfer] */
function say(message, transfer = []) {
  /** @type {any} */ (self).postMessage(message, transfer);
}

/** Says how much of all files is there. */
class Progress {
  #done = 0;
  #whole = assets.files.reduce((sum, file) => sum + file.bytes, 0);

  /** @param {number} bytes */
  add(bytes) {
    this.#done += bytes;
    say({ said: "loading", done: Math.min(this.#done, this.#whole), whole: this.#whole });
  }
}

/**
 * A file from the cache or the server. A cache exists only where the page came by https or from this
 * computer; elsewhere the browser's own cache has to do.
 * @param {string} name
 */
async function kept(name) {
  const url = new URL(name, folder);
  const cache = "caches" in self ? await caches.open(KEPT).catch(() => undefined) : undefined;
  const found = await cache?.match(url);
  if (found) return found;
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${name}：HTTP ${response.status}`);
  // A full disk costs only the second visit.
  await cache?.put(url, response.clone()).catch(() => undefined);
  return response;
}

/**
 * The content of a file, unpacked where it was packed and the server has not done it.
 * @param {string} name
 * @param {Progress} progress
 * @returns {Promise<ReadableStream<Uint8Array<ArrayBuffer>>>}
 */
async function content(name, progress) {
  const response = await kept(name);
  if (!response.body) throw new Error(`${name}：没有内容`);
  const counted = response.body.pipeThrough(
    /** @type {TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>} */ (
      new TransformStream({
        transform(chunk, controller) {
          progress.add(chunk.byteLength);
          controller.enqueue(chunk);
        },
      })
    ),
  );
  if (!name.endsWith(".gz")) return counted;
  const [first, rest] = counted.tee();
  const reader = first.getReader();
  const { value } = await reader.read();
  reader.cancel();
  const packed = value?.[0] === 0x1f && value[1] === 0x8b;
  return packed ? rest.pipeThrough(new DecompressionStream("gzip")) : rest;
}

/**
 * Pyodide asks for its files one after the other by `fetch`; they are under way already.
 * @param {Map<string, Promise<ReadableStream<Uint8Array<ArrayBuffer>>>>} under
 */
function answerFrom(under) {
  const plain = self.fetch;
  self.fetch = async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input, here);
    const name = url.href.startsWith(folder.href) ? url.href.slice(folder.href.length) : "";
    const stream = under.get(name);
    if (!stream) return plain(input, init);
    under.delete(name);
    const type = TYPES[name.slice(name.lastIndexOf(".") + 1)] ?? "";
    return new Response(await stream, { headers: { "Content-Type": type } });
  };
}

async function load() {
  const begun = performance.now();
  const progress = new Progress();
  progress.add(0);
  const under = new Map(
    assets.files.map((file) => [file.name.replace(/\.gz$/, ""), content(file.name, progress)]),
  );
  const library = under.get(assets.library);
  under.delete(assets.library);
  answerFrom(under);
  const { loadPyodide } = await import(new URL("pyodide.mjs", folder).href);
  const python = await loadPyodide({
    indexURL: folder.href,
    // The list of what else there is for Pyodide; nothing is asked of it.
    lockFileContents: { info: assets.python, packages: {} },
    packageBaseUrl: folder.href,
  });
  say({ said: "starting" });
  python.unpackArchive(await new Response(await library).arrayBuffer(), "zip", {
    extractDir: assets.site,
  });
  python.runPython("import importlib; importlib.invalidate_caches()");
  say({ said: "ready", milliseconds: performance.now() - begun });
  return python;
}

const loaded = load();
loaded.catch((problem) => say({ said: "failed", message: String(problem?.message ?? problem) }));

/** @type {Promise<any> | undefined} */
let bench;

async function workbench() {
  const python = await loaded;
  python.FS.mkdirTree(FOLDER);
  return python.pyimport("playground.workbench").Workbench(FOLDER);
}

/** @param {Question} asked */
async function answer({ number, question, arguments: given, data }) {
  try {
    const desk = await (bench ??= workbench());
    if (question === "write") {
      const { kind, ...rest } = /** @type {{ kind: string }} */ (given);
      const [told, bytes] = desk.written(kind, JSON.stringify(rest)).toJs();
      const parsed = JSON.parse(told);
      if (parsed.error) say({ said: "error", number, error: parsed.error });
      else say({ said: "answer", number, answer: { name: parsed.answer, bytes } }, [bytes.buffer]);
      return;
    }
    const told = JSON.parse(desk.ask(question, JSON.stringify(given), data));
    if (told.error) say({ said: "error", number, error: told.error });
    else say({ said: "answer", number, answer: told.answer });
  } catch (problem) {
    const message = `程序出错：${problem}`;
    say({ said: "error", number, error: { code: "internal-error", message } });
  }
}

self.addEventListener("message", (event) => answer(event.data));
