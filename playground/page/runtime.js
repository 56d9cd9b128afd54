// The page's side of the worker: questions go out with a number, answers come back with it.

/** What is thrown at those who wait when the user cancels. */
export class Cancelled extends Error {}

/** What the library refused, in its own words. */
export class Refused extends Error {
  /** @param {Problem} problem */
  constructor({ code, message }) {
    super(message);
    this.code = code;
  }
}

export class Runtime {
  #number = 0;
  /** @type {Map<number, { settle: (answer: any) => void, fail: (problem: Error) => void }>} */
  #waiting = new Map();
  /** @type {Worker} */
  #worker;
  #told;

  /** @param {(said: Said) => void} told hears of loading and of being ready */
  constructor(told) {
    this.#told = told;
    this.#worker = this.#started();
  }

  /**
   * A worker from a blob inherits the page's policy on every host; one from a file would have
   * whatever policy the server sends with it, which is mostly none.
   */
  #started() {
    const script = `import ${JSON.stringify(new URL("worker.js", import.meta.url).href)};`;
    const blob = new Blob([script], { type: "text/javascript" });
    const worker = new Worker(URL.createObjectURL(blob), { type: "module" });
    worker.addEventListener("message", (event) => this.#heard(event.data));
    worker.addEventListener("error", (event) => {
      this.#told({ said: "failed", message: event.message || "Web Worker" });
    });
    return worker;
  }

  /** @param {Said} said */
  #heard(said) {
    if (said.said !== "answer" && said.said !== "error") {
      this.#told(said);
      return;
    }
    const waiting = this.#waiting.get(said.number);
    this.#waiting.delete(said.number);
    if (said.said === "answer") waiting?.settle(said.answer);
    else waiting?.fail(new Refused(said.error));
  }

  /**
   * @param {string} question @param {object} given @param {Uint8Array} [data]
   * @returns {Promise<any>}
   */
  ask(question, given = {}, data) {
    const number = ++this.#number;
    this.#worker.postMessage({ number, question, arguments: given, data });
    return new Promise((settle, fail) => this.#waiting.set(number, { settle, fail }));
  }

  /** Ends whatever is being done, and starts over with an empty bench. */
  cancel() {
    this.#worker.terminate();
    for (const { fail } of this.#waiting.values()) fail(new Cancelled());
    this.#waiting.clear();
    this.#worker = this.#started();
  }
}
