// Elements from texts: every text of a document goes through here as text, never as HTML.

/** @typedef {Node | string | null | undefined | false} Child */

/**
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Record<string, string | number | boolean | undefined>} attributes
 * @param {...Child} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) made.setAttribute(name, "");
    else if (value !== undefined && value !== false) made.setAttribute(name, String(value));
  }
  made.append(...children.filter((one) => one !== null && one !== undefined && one !== false));
  return made;
}

/**
 * @template {Element} E
 * @param {string} id @param {new (...given: any[]) => E} kind
 * @returns {E}
 */
export function byId(id, kind) {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new Error(`#${id}`);
  return found;
}

/**
 * A table that becomes a list of cards where there is no room: each cell then says its heading.
 * @param {{ caption: string, heads: string[], numbers?: number[] }} shape
 * @param {{ id?: string, cells: Child[], below?: Child[] }[]} rows
 */
export function tableOf({ caption, heads, numbers = [] }, rows) {
  const kind = (/** @type {number} */ column) => (numbers.includes(column) ? "number" : undefined);
  const head = element(
    "tr",
    { role: "row" },
    ...heads.map((text, column) =>
      element("th", { scope: "col", role: "columnheader", class: kind(column) }, text),
    ),
  );
  const body = rows.map(({ id, cells, below }) => {
    const line = element(
      "tr",
      { role: "row" },
      ...cells.map((cell, column) =>
        element("td", { role: "cell", class: kind(column), "data-head": heads[column] }, cell),
      ),
    );
    const group = element("tbody", { role: "rowgroup", id, tabindex: id ? -1 : undefined }, line);
    if (below?.length) {
      const cell = element("td", { role: "cell", colspan: heads.length }, ...below);
      group.append(element("tr", { role: "row", class: "below" }, cell));
    }
    return group;
  });
  return element(
    "table",
    { role: "table", class: "cards" },
    element("caption", {}, caption),
    element("thead", { role: "rowgroup" }, head),
    ...body,
  );
}
