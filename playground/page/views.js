// The four tabs, made of what the library answers.

import { element, tableOf } from "./elements.js";
import { label, words } from "./labels.js";

/** @typedef {import("./elements.js").Child} Child */

/** @param {string | null} level1 @param {string | null} level2 */
const kindOf = (level1, level2) => level2 ?? level1 ?? "";

/** @param {string} status */
const statusWord = (status) => words().statuses[status] ?? status;

// ---- findings

/**
 * @param {Finding[]} findings
 * @param {(anchor: string) => void} lead shows the row that a finding is about
 */
export function findingList(findings, lead) {
  if (!findings.length) return element("p", {}, label("noFindings"));
  return element(
    "ul",
    { class: "findings" },
    ...findings.map((one) => element("li", { class: one.severity }, ...finding(one, lead))),
  );
}

/** @param {Finding} one @param {(anchor: string) => void} lead @returns {Child[]} */
function finding(one, lead) {
  const places = one.places.map(({ text, anchor }) => {
    const button = element(
      "button",
      { type: "button", class: "place", "data-anchor": anchor },
      text || label("wholeTable"),
    );
    button.addEventListener("click", () => lead(anchor));
    return button;
  });
  return [
    element("p", {}, element("b", {}, words().severities[one.severity]), " ", one.message),
    element("p", { class: "soft" }, ...spaced(places), element("code", {}, one.code)),
  ];
}

/** @param {HTMLElement[]} ones */
const spaced = (ones) => ones.flatMap((one) => [one, " "]);

// ---- 读出

/** @param {ReadTable} table @param {(anchor: string) => void} lead */
export function readView(table, lead) {
  return [
    head(table),
    table.tasks.length > 0 && taskTable(table.tasks),
    table.execution.length > 0 && executionTable(table.execution),
    indicatorTable(table),
    element("h3", {}, label("findings")),
    findingList(table.findings, lead),
  ];
}

/** @param {ReadTable} table */
function head(table) {
  const facts = /** @type {[string, string | null][]} */ ([
    [label("organisation"), table.organisation],
    [label("project"), table.project],
    [label("department"), table.department],
    [label("year"), table.year === null ? null : String(table.year)],
    [label("goal"), table.goal],
    [label("goalActual"), table.goal_actual],
  ]);
  return element(
    "section",
    { id: "table-head", tabindex: -1 },
    element("h3", {}, table.title ?? table.project ?? label("table")),
    element(
      "dl",
      {},
      ...facts
        .filter(([, text]) => text)
        .map(([name, text]) =>
          element("div", {}, element("dt", {}, name), element("dd", {}, text ?? "")),
        ),
    ),
  );
}

/** @param {Task[]} tasks */
function taskTable(tasks) {
  const rows = tasks.map((one, index) => ({
    id: `task-${index}`,
    cells: [one.name ?? "", one.content, one.total === null ? "" : `${one.total}${one.unit}`],
  }));
  const heads = [label("task"), label("content"), label("amount")];
  return tableOf({ caption: label("tasks"), heads, numbers: [2] }, rows);
}

/** @param {Execution[]} execution */
function executionTable(execution) {
  const rows = execution.map((one, index) => ({
    id: `execution-${index}`,
    cells: [
      one.item,
      ...[one.initial, one.budget, one.executed].map((figure) =>
        figure === null ? "" : `${figure}${one.unit}`,
      ),
      one.rate ?? "",
    ],
  }));
  const heads = [
    label("item"),
    label("initial"),
    label("budget"),
    label("executed"),
    label("rate"),
  ];
  return tableOf({ caption: label("execution"), heads, numbers: [1, 2, 3, 4] }, rows);
}

/** @param {ReadTable} table */
function indicatorTable(table) {
  const rows = table.indicators.map((one, index) => ({
    id: `indicator-${index}`,
    cells: [
      kindOf(one.level1, one.level2),
      one.name,
      one.problem ? marked(one.text, one.problem) : one.target,
      one.problem
        ? element("span", { class: "problem" }, one.problem.message)
        : withDoubts(one.meaning ?? "", one.doubts),
      one.weight ?? "",
      one.actual ?? "",
    ],
  }));
  const heads = [
    label("kind"),
    label("name"),
    label("target"),
    label("meaning"),
    label("weight"),
    label("actual"),
  ];
  const caption = label("indicators", { count: table.indicators.length });
  return tableOf({ caption, heads, numbers: [4] }, rows);
}

/** @param {string} meaning @param {string[]} doubts */
function withDoubts(meaning, doubts) {
  const said = doubts.map((one) => element("p", { class: "doubt" }, `${label("doubt")}：${one}`));
  return element("div", {}, meaning, ...said);
}

// ---- one 指标值

/**
 * A text with carets under what is at fault. The positions count characters, not units of UTF-16.
 * @param {string} text @param {ValueProblem} problem
 */
export function marked(text, { start, end }) {
  const characters = [...text];
  const fault = characters.slice(start, end).join("");
  return element(
    "span",
    { class: "marked" },
    characters.slice(0, start).join(""),
    element("mark", { "data-carets": "^".repeat(Math.max(1, end - start)) }, fault || "\u00a0"),
    characters.slice(Math.max(end, start)).join(""),
  );
}

/** @param {Value} value @returns {Child[]} */
export function valueView(value) {
  const { problem } = value;
  if (!problem) {
    const doubts = (value.doubts ?? []).map((one) =>
      element("p", { class: "doubt" }, `${label("doubt")}：${one}`),
    );
    return [element("p", {}, `${label("meaning")} ${value.meaning}`), ...doubts];
  }
  return [
    element("p", {}, marked(value.text, problem)),
    element("p", { class: "problem" }, problem.message),
    element(
      "p",
      {},
      `${label("expected")}：${problem.expected}`,
      problem.suggestion && `；${label("suggestion")} ${problem.suggestion}`,
    ),
  ];
}

// ---- 审核意见

/** @param {Review} review @param {(anchor: string) => void} lead */
export function reviewView(review, lead) {
  return [
    element("p", { class: "sum", "aria-live": "polite" }, review.summary),
    findingList(review.findings, lead),
  ];
}

// ---- 得分与理由

/** @param {string[]} shares */
function bar(shares) {
  const [got = "0", lost = "0", open = "0"] = shares;
  const text = label("bar", { got, lost, open });
  const made = element("div", { class: "bar", role: "img", "aria-label": text, title: text });
  for (const [kind, size] of Object.entries({ got, lost, open })) {
    const piece = element("i", { class: kind });
    piece.style.width = `${size}%`;
    made.append(piece);
  }
  return made;
}

/** The scores of a table; its fields stay while their figures change, so that typing goes on. */
export class ScoreView {
  /** @type {Map<number, { points: HTMLElement, status: HTMLElement, why: HTMLElement, body: Element | null }>} */
  #rows = new Map();
  #total = element("div", { class: "total", "aria-live": "polite" });
  #levels = element("div", {});
  #findings = element("div", {});
  #lead;

  /**
   * @param {Card} card
   * @param {(anchor: string) => void} lead
   * @param {(index: number, text: string | null) => void} edited hears of another actual value;
   *   null restores the first one
   * @param {ReadonlyMap<number, string>} edits what was typed before
   */
  constructor(card, lead, edited, edits) {
    this.#lead = lead;
    const rows = card.items.map((item) => this.#row(item, edited, edits.has(item.index)));
    const heads = [
      label("kind"),
      label("name"),
      label("target"),
      label("actual"),
      label("points"),
      label("status"),
    ];
    const table = tableOf({ caption: label("points"), heads, numbers: [4] }, rows);
    this.nodes = [
      this.#total,
      this.#levels,
      element("p", { class: "soft screen" }, label("editHint")),
      table,
      element("h3", {}, label("findings")),
      this.#findings,
    ];
    for (const item of card.items) {
      const row = this.#rows.get(item.index);
      if (row) row.body = table.querySelector(`#score-${item.index}`);
    }
    this.update(card);
  }

  /** @param {Item} item @param {(index: number, text: string | null) => void} edited @param {boolean} was */
  #row(item, edited, was) {
    const points = element("span", { class: "points" });
    const status = element("span", {});
    const why = element("div", { class: "why" });
    this.#rows.set(item.index, { points, status, why, body: null });
    return {
      id: `score-${item.index}`,
      cells: [
        kindOf(item.level1, item.level2),
        item.name,
        item.target,
        item.can_edit ? this.#field(item, edited, was) : (item.actual ?? ""),
        points,
        status,
      ],
      below: [why],
    };
  }

  /** @param {Item} item @param {(index: number, text: string | null) => void} edited @param {boolean} was */
  #field(item, edited, was) {
    const field = element("input", {
      type: "text",
      value: item.actual ?? "",
      "aria-label": label("edit", { name: item.name }),
      autocomplete: "off",
      spellcheck: "false",
    });
    const undo = element("button", { type: "button", class: "undo", hidden: !was }, label("undo"));
    field.addEventListener("input", () => {
      undo.hidden = false;
      edited(item.index, field.value);
    });
    undo.addEventListener("click", () => edited(item.index, null));
    return element("div", { class: "field" }, field, undo);
  }

  /** @param {Card} card */
  update(card) {
    this.#total.replaceChildren(
      element(
        "p",
        { class: "figure" },
        element("b", { id: "total" }, card.total),
        ` / ${card.maximum}`,
        card.provisional && element("small", {}, label("stillOpen", { open: card.open })),
        " ",
        element("span", { class: "grade" }, card.grades.join(" / ")),
      ),
      bar(card.shares),
      element("p", {}, card.summary),
      card.declared_summary && element("p", {}, card.declared_summary),
    );
    this.#levels.replaceChildren(
      tableOf(
        { caption: label("levels"), heads: [label("kind"), label("points"), ""], numbers: [1] },
        card.levels
          .filter((one) => one.level2 === null)
          .map((one) => ({
            cells: [one.level1 ?? "", `${one.points} / ${one.weight}`, bar(one.shares)],
          })),
      ),
    );
    for (const item of card.items) this.#refresh(item);
    this.#findings.replaceChildren(findingList(card.findings, this.#lead));
  }

  /** @param {Item} item */
  #refresh(item) {
    const row = this.#rows.get(item.index);
    if (!row) return;
    row.points.textContent = `${statusWord(item.points)} / ${item.weight ?? "?"}`;
    row.status.textContent = statusWord(item.status);
    row.why.replaceChildren(
      element("p", {}, item.reason),
      ...item.remarks.map((text) => element("p", { class: "doubt" }, `※ ${text}`)),
    );
    row.body?.classList.toggle("short", item.lost || item.is_open);
  }
}

// ---- 申报与复算

/** @param {Recheck} found @param {(anchor: string) => void} lead */
export function recheckView(found, lead) {
  if (!found.declared) return [element("p", {}, label("notDeclared"))];
  const rows = found.items.map((one) => ({
    cells: [
      kindOf(one.level1, one.level2),
      one.name,
      one.weight ?? "",
      one.declared ?? "",
      statusWord(one.points),
      one.difference,
      statusWord(one.status),
    ],
    below: one.difference ? [element("div", { class: "why" }, element("p", {}, one.reason))] : [],
  }));
  const heads = [
    label("kind"),
    label("name"),
    label("weight"),
    label("declared"),
    label("computed"),
    label("difference"),
    label("status"),
  ];
  return [
    element("p", { class: "sum", "aria-live": "polite" }, found.summary),
    element("p", {}, found.tally),
    findingList(found.findings, lead),
    tableOf({ caption: label("points"), heads, numbers: [2, 3, 4, 5] }, rows),
  ];
}
