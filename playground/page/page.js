// The page: files come in, the worker is asked, the tabs are filled.

import "./assets.js";
import { byId, element } from "./elements.js";
import { choose, filled, label, relabel, shownLanguage, words } from "./labels.js";
import { Cancelled, Refused, Runtime } from "./runtime.js";
import { ScoreView, readView, recheckView, reviewView, valueView } from "./views.js";

/** One byte past the library's limit is enough for it to say that a file is too large. */
const MOST_BYTES = 128 * 1024 * 1024 + 1;
const EXAMPLE = ["targets.txt", "actuals.csv"];
const TYPING = 150;

/** @typedef {"read" | "review" | "score" | "recheck"} Tab */
const TABS = /** @type {const} */ (["read", "review", "score", "recheck"]);

/** A file that lies on the worker's bench, kept here too for when the worker is ended. */
class Held {
  /** @param {string} name @param {Uint8Array} data @param {Laid} laid */
  constructor(name, data, laid) {
    this.name = name;
    this.data = data;
    this.laid = laid;
  }
}

/** A table that is shown, with what the user chose and typed for it. */
class Shown {
  /** @type {ReadTable | undefined} */ read;
  /** @type {Review | undefined} */ review;
  /** @type {Card | undefined} */ card;
  /** @type {Recheck | undefined} */ recheck;
  /** @type {ScoreView | undefined} */ scores;
  /** @type {Held | null | undefined} the file with the actual values; null is the form itself */ source;
  /** @type {Map<number, string>} */ edits = new Map();

  /** @param {Held} file @param {number} table */
  constructor(file, table) {
    this.file = file;
    this.table = table;
  }

  get place() {
    return { document: this.file.laid.document, table: this.table };
  }

  /** @param {string} rulebook */
  scored(rulebook) {
    return {
      ...this.place,
      rulebook,
      source: this.source?.laid.document ?? null,
      edits: Object.fromEntries(this.edits),
    };
  }
}

const status = byId("status", HTMLElement);
const meter = byId("meter", HTMLProgressElement);
const cancel = byId("cancel", HTMLButtonElement);
const notices = byId("notices", HTMLElement);
const tables = byId("table", HTMLSelectElement);
const rulebooks = byId("rulebook", HTMLSelectElement);
const sources = byId("source", HTMLSelectElement);
const downloads = byId("downloads", HTMLElement);

/** @type {Held[]} */
let files = [];
/** @type {Shown[]} */
let shownTables = [];
/** @type {Shown | undefined} */
let shown;
/** @type {Tab} */
let tab = "score";
let pasted = 0;
let started = "";
let turn = 0;
let relaid = Promise.resolve();
let work = 0;

const runtime = new Runtime(heard);

// ---- what the worker says by itself

/** @param {Said} said */
function heard(said) {
  switch (said.said) {
    case "loading": {
      const [done, whole] = [said.done, said.whole].map((bytes) => (bytes / 1e6).toFixed(1));
      meter.hidden = false;
      meter.max = said.whole;
      meter.value = said.done;
      status.textContent = label("loading", { done: done ?? "", whole: whole ?? "" });
      break;
    }
    case "starting":
      meter.removeAttribute("value");
      status.textContent = label("starting");
      break;
    case "ready":
      started = (said.milliseconds / 1000).toFixed(1);
      document.documentElement.dataset.ready = String(Math.round(said.milliseconds));
      idle();
      break;
    case "failed":
      meter.hidden = true;
      status.textContent = label("failed", { message: said.message });
      break;
    default:
  }
}

function idle() {
  cancel.hidden = work === 0;
  document.documentElement.toggleAttribute("data-busy", work > 0);
  if (work > 0 || !started) return;
  meter.hidden = true;
  status.textContent = label("ready", { seconds: started });
}

/**
 * Marks the page as busy, with a button to cancel, for as long as a job takes.
 * @template T
 * @param {() => Promise<T>} job
 * @returns {Promise<T>}
 */
async function busy(job) {
  work += 1;
  cancel.hidden = false;
  document.documentElement.toggleAttribute("data-busy", true);
  try {
    return await job();
  } finally {
    work -= 1;
    idle();
  }
}

/**
 * @template T
 * @param {keyof ReturnType<typeof words>["working"]} doing
 * @param {() => Promise<T>} job
 * @param {string} [name]
 * @returns {Promise<T>}
 */
function working(doing, job, name = "") {
  return busy(async () => {
    if (started) {
      meter.hidden = false;
      meter.removeAttribute("value");
      status.textContent = filled(words().working[doing], { name });
    }
    await relaid;
    return job();
  });
}

cancel.addEventListener("click", () => {
  turn += 1;
  started = "";
  runtime.cancel();
  status.textContent = label("again");
  notice(label("cancelled"), "note");
  relaid = busy(layAgain).catch(complain);
});

/** A worker that starts over has an empty bench. */
async function layAgain() {
  if (!rulebooks.options.length) await listRulebooks();
  for (const file of files) {
    try {
      file.laid = await runtime.ask("lay", { name: file.name }, file.data);
    } catch (problem) {
      if (problem instanceof Cancelled) return;
      complain(problem);
    }
  }
}

// ---- notices

/** @param {string} text @param {"error" | "note"} kind */
function notice(text, kind) {
  notices.append(element("p", { class: kind, role: kind === "error" ? "alert" : "status" }, text));
}

/** @param {unknown} problem */
function complain(problem) {
  if (problem instanceof Cancelled) return;
  notice(problem instanceof Error ? problem.message : String(problem), "error");
  if (!(problem instanceof Refused)) console.error(problem);
}

// ---- files come in

/** @param {Iterable<File>} given */
const add = (given) => busy(() => layAll(given));

/** @param {Iterable<File>} given */
async function layAll(given) {
  notices.replaceChildren();
  const before = files.length;
  const mine = turn;
  for (const file of given) {
    if (turn !== mine) return;
    try {
      const data = new Uint8Array(await file.slice(0, MOST_BYTES).arrayBuffer());
      const laid = await working(
        "lay",
        () => runtime.ask("lay", { name: file.name }, data),
        file.name,
      );
      files.push(new Held(file.name, data, laid));
    } catch (problem) {
      complain(problem);
    }
  }
  const added = files.slice(before);
  if (added.some((one) => one.laid.kind === "rulebook")) await listRulebooks(added);
  listTables(added);
  if (!added.length) return;
  for (const { laid } of added) {
    if (laid.kind === "rulebook") notice(label("rulebookTaken", { name: laid.rulebook }), "note");
  }
  const first = added.find((one) => one.laid.kind === "tables");
  const next = shownTables.find((one) => one.file === first) ?? shown ?? shownTables[0];
  if (next) await show(next, { fresh: true });
  remark(added);
}

/** Says of new actual values that there is no table for them, or not the right one. @param {Held[]} added */
function remark(added) {
  for (const { name, laid } of added) {
    if (laid.kind !== "actuals") continue;
    const source = shown?.read?.sources.find((one) => one.document === laid.document);
    if (!source) notice(label("actualsOnly", { name }), "note");
    else if (!source.known) notice(label("actualsUnfit", { name }), "error");
  }
}

/** @param {Held[]} [added] */
async function listRulebooks(added = []) {
  const names = await runtime.ask("rulebooks");
  const own = added.findLast((one) => one.laid.kind === "rulebook")?.laid.rulebook;
  const chosen = own ?? rulebooks.value;
  const options = names.map((/** @type {string} */ one) => element("option", { value: one }, one));
  rulebooks.replaceChildren(...options);
  if (names.includes(chosen)) rulebooks.value = chosen;
}

/** @param {Held[]} added */
function listTables(added) {
  for (const file of added) {
    if (file.laid.kind !== "tables") continue;
    shownTables.push(...file.laid.tables.map((_, index) => new Shown(file, index)));
  }
  const groups = files
    .filter((file) => file.laid.kind === "tables")
    .map((file) =>
      element(
        "optgroup",
        { label: file.name },
        ...shownTables.flatMap((one, index) =>
          one.file === file ? [element("option", { value: index }, tableName(one))] : [],
        ),
      ),
    );
  tables.replaceChildren(...groups);
  byId("result", HTMLElement).hidden = shownTables.length === 0;
}

/** @param {Shown} one */
function tableName({ file, table }) {
  const entry = file.laid.tables[table];
  const parts = [entry?.year, entry?.project ?? entry?.organisation, entry?.title];
  return parts.filter(Boolean).join(" · ") || file.name;
}

// ---- a table is shown

/**
 * Asks for all four tabs, that which is open first.
 * @param {Shown} one @param {{ fresh?: boolean }} [how]
 */
const show = (one, how) => busy(() => showAll(one, how));

/** @param {Shown} one @param {{ fresh?: boolean }} [how] */
async function showAll(one, { fresh = false } = {}) {
  const mine = ++turn;
  if (shown !== one || fresh) clearPanels();
  shown = one;
  tables.value = String(shownTables.indexOf(one));
  try {
    one.read = await working("read", () => runtime.ask("read", one.place));
    if (turn !== mine) return;
    listSources(one);
    if (fresh) {
      select(one.source || one.read?.filled ? "score" : "read");
      intoView();
    }
    drawRead(one);
    const asks = /** @type {Record<Tab, () => Promise<void>>} */ ({
      read: async () => undefined,
      score: () => askScore(one, mine),
      review: () => askReview(one, mine),
      recheck: () => askRecheck(one, mine),
    });
    const order = /** @type {Tab[]} */ ([tab, "score", "review", "recheck"]);
    for (const each of new Set(order)) {
      await asks[each]();
      if (turn !== mine) return;
    }
  } catch (problem) {
    complain(problem);
  }
}

/** On a small screen the result would begin below it. */
function intoView() {
  const result = byId("result", HTMLElement);
  if (result.getBoundingClientRect().top > window.innerHeight / 2) result.scrollIntoView();
}

/** @param {Shown} one @param {number} mine */
async function askScore(one, mine) {
  const card = await working("score", () => runtime.ask("score", one.scored(rulebooks.value)));
  if (turn !== mine) return;
  one.card = card;
  drawScore(one);
}

/** @param {Shown} one @param {number} mine */
async function askReview(one, mine) {
  one.review = await working("review", () => runtime.ask("review", one.place));
  if (turn === mine) drawReview(one);
}

/** @param {Shown} one @param {number} mine */
async function askRecheck(one, mine) {
  const given = { ...one.place, rulebook: rulebooks.value };
  one.recheck = await working("recheck", () => runtime.ask("recheck", given));
  if (turn === mine) drawRecheck(one);
}

/** The files with actual values; that which fits best is taken until the user takes another. */
function listSources(/** @type {Shown} */ one) {
  const found = (one.read?.sources ?? []).filter((each) => each.known > 0);
  const held = (/** @type {number} */ number) => files.find((file) => file.laid.document === number);
  if (one.source === undefined && !one.read?.filled) {
    const [best] = [...found].sort((a, b) => b.known - a.known);
    if (best) one.source = held(best.document);
  }
  const own = label(one.read?.filled ? "ownValues" : "noValues");
  sources.replaceChildren(
    element("option", { value: "" }, own),
    ...found.map(({ document, name, known }) =>
      element("option", { value: document }, label("fromFile", { name, known })),
    ),
  );
  sources.value = one.source ? String(one.source.laid.document) : "";
}

/** @param {string} id */
const panel = (id) => byId(`panel-${id}`, HTMLElement);

function clearPanels() {
  for (const one of TABS) panel(one).replaceChildren();
}

/** @param {string} id @param {...(Node | false)} nodes */
function fill(id, ...nodes) {
  panel(id).replaceChildren(...nodes.filter((one) => one !== false));
}

/** @param {Shown} one */
const drawRead = (one) => one.read && fill("read", ...readView(one.read, lead));

/** @param {Shown} one */
const drawReview = (one) => one.review && fill("review", ...reviewView(one.review, lead));

/** @param {Shown} one */
const drawRecheck = (one) => one.recheck && fill("recheck", ...recheckView(one.recheck, lead));

/** @param {Shown} one */
function drawScore(one) {
  if (!one.card) return;
  byId("about", HTMLElement).textContent = `${tableName(one)} · ${one.card.rulebook}`;
  one.scores = new ScoreView(one.card, lead, (index, text) => edited(one, index, text), one.edits);
  fill("score", ...one.scores.nodes);
}

/** @param {string} anchor Shows the row that a finding is about. */
function lead(anchor) {
  select("read");
  const row = document.getElementById(anchor);
  if (!row) return;
  row.scrollIntoView({ block: "center" });
  row.focus({ preventScroll: true });
  row.classList.remove("led");
  requestAnimationFrame(() => row.classList.add("led"));
}

// ---- an actual value is changed

/** @type {number | undefined} */
let typing;

/** @param {Shown} one @param {number} index @param {string | null} text */
function edited(one, index, text) {
  if (text === null) one.edits.delete(index);
  else one.edits.set(index, text);
  window.clearTimeout(typing);
  document.documentElement.toggleAttribute("data-busy", true);
  typing = window.setTimeout(() => rescore(one, text === null ? index : undefined), TYPING);
}

/** @param {Shown} one @param {number} [restored] the indicator whose field is to show the first value */
async function rescore(one, restored) {
  const mine = turn;
  const typed = JSON.stringify([...one.edits]);
  try {
    const card = await working("score", () => runtime.ask("score", one.scored(rulebooks.value)));
    if (turn !== mine || typed !== JSON.stringify([...one.edits])) return;
    one.card = card;
    if (restored === undefined) {
      one.scores?.update(card);
      return;
    }
    drawScore(one);
    panel("score").querySelector(`#score-${restored}`)?.querySelector("input")?.focus();
  } catch (problem) {
    complain(problem);
  }
}

// ---- downloads

function listDownloads() {
  const buttons = Object.entries(words().files).map(([kind, text]) => {
    const button = element("button", { type: "button", "data-kind": kind }, text);
    button.addEventListener("click", () => download(kind));
    return button;
  });
  downloads.replaceChildren(element("span", { id: "downloads-name" }, label("download")), ...buttons);
}

/** @param {string} kind */
async function download(kind) {
  const one = shown;
  if (!one) return;
  try {
    const given = { kind, ...one.scored(rulebooks.value) };
    const { name, bytes } = await working("write", () => runtime.ask("write", given));
    const address = URL.createObjectURL(new Blob([bytes]));
    element("a", { href: address, download: name }).click();
    window.setTimeout(() => URL.revokeObjectURL(address), 60_000);
  } catch (problem) {
    complain(problem);
  }
}

// ---- tabs

/** @param {Tab} chosen */
function select(chosen) {
  tab = chosen;
  for (const one of TABS) {
    const button = byId(`tab-${one}`, HTMLButtonElement);
    button.setAttribute("aria-selected", String(one === chosen));
    button.tabIndex = one === chosen ? 0 : -1;
    panel(one).hidden = one !== chosen;
  }
}

for (const [index, one] of TABS.entries()) {
  const button = byId(`tab-${one}`, HTMLButtonElement);
  button.addEventListener("click", () => select(one));
  button.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const next = step ? TABS[(index + step + TABS.length) % TABS.length] : undefined;
    if (!next) return;
    event.preventDefault();
    select(next);
    byId(`tab-${next}`, HTMLButtonElement).focus();
  });
}

// ---- one 指标值

const oneValue = byId("one-value", HTMLInputElement);
const oneYear = byId("one-year", HTMLInputElement);
const meaning = byId("meaning", HTMLElement);
/** @type {number | undefined} */
let asking;

async function askValue() {
  const text = oneValue.value;
  if (!text.trim()) {
    meaning.replaceChildren();
    return;
  }
  const year = /^\d{4}$/.test(oneYear.value) ? Number(oneYear.value) : null;
  try {
    const value = await runtime.ask("value", { text, year });
    if (text === oneValue.value) meaning.replaceChildren(...valueView(value).filter(isNode));
  } catch (problem) {
    complain(problem);
  }
}

/** @param {unknown} one @returns {one is Node} */
const isNode = (one) => one instanceof Node;

for (const field of [oneValue, oneYear]) {
  field.addEventListener("input", () => {
    window.clearTimeout(asking);
    asking = window.setTimeout(askValue, TYPING);
  });
}

// ---- dropping, choosing, pasting

const chosenFiles = byId("files", HTMLInputElement);
chosenFiles.addEventListener("change", () => {
  const given = [...(chosenFiles.files ?? [])];
  chosenFiles.value = "";
  add(given);
});

for (const kind of ["dragenter", "dragover"]) {
  document.addEventListener(kind, (event) => {
    event.preventDefault();
    document.documentElement.toggleAttribute("data-over", true);
  });
}
for (const kind of ["dragleave", "drop"]) {
  document.addEventListener(kind, () => document.documentElement.removeAttribute("data-over"));
}
document.addEventListener("drop", (event) => {
  event.preventDefault();
  add([...(event.dataTransfer?.files ?? [])]);
});

document.addEventListener("paste", (event) => {
  if (event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement) return;
  const given = [...(event.clipboardData?.files ?? [])];
  const text = event.clipboardData?.getData("text/plain") ?? "";
  if (/[\t\n]/.test(text.trim())) addText(text);
  else if (given.length) add(given);
});

/** @param {string} text cells as Excel copies them: tabs and line ends */
function addText(text) {
  pasted += 1;
  return add([new File([text], label("pasted", { number: pasted }))]);
}

const pasteField = byId("pasted", HTMLTextAreaElement);
byId("paste-read", HTMLButtonElement).addEventListener("click", async () => {
  const text = pasteField.value;
  if (!text.trim()) return;
  pasteField.value = "";
  await addText(text);
});

byId("example", HTMLButtonElement).addEventListener("click", () => busy(showExample));

async function showExample() {
  try {
    const given = await Promise.all(
      EXAMPLE.map(async (name) => {
        const response = await fetch(new URL(`example/${name}`, import.meta.url));
        if (!response.ok) throw new Error(`${name}：HTTP ${response.status}`);
        return new File([await response.arrayBuffer()], name);
      }),
    );
    await add(given);
  } catch (problem) {
    complain(problem);
  }
}

byId("clear", HTMLButtonElement).addEventListener("click", async () => {
  turn += 1;
  files = files.filter((one) => one.laid.kind === "rulebook");
  shownTables = [];
  shown = undefined;
  notices.replaceChildren();
  clearPanels();
  listTables([]);
  await runtime.ask("clear");
});

tables.addEventListener("change", () => {
  const one = shownTables[Number(tables.value)];
  if (one) show(one, { fresh: true });
});
rulebooks.addEventListener("change", () => shown && show(shown));
sources.addEventListener("change", () => {
  if (!shown) return;
  const number = Number(sources.value);
  shown.source = files.find((file) => file.laid.document === number) ?? null;
  shown.edits.clear();
  show(shown);
});

byId("language", HTMLButtonElement).addEventListener("click", () => {
  choose(shownLanguage() === "en" ? "zh-CN" : "en");
  draw();
});

/** All words anew, in the language that is chosen. */
function draw() {
  relabel();
  for (const one of TABS) byId(`tab-${one}`, HTMLElement).textContent = words().tabs[one];
  listDownloads();
  idle();
  if (shown) {
    listSources(shown);
    drawRead(shown);
    drawReview(shown);
    drawScore(shown);
    drawRecheck(shown);
  }
  askValue();
}

draw();
select(tab);
working("read", () => listRulebooks()).catch(complain);
if ("serviceWorker" in navigator && window.isSecureContext) {
  const worker = new URL("offline.js", import.meta.url);
  navigator.serviceWorker.register(worker, { updateViaCache: "none" }).catch(console.error);
}
