// What the Python side (workbench.py) answers, and what the parts of the page say to one another.

/** A file of the runtime, as it lies on the server. */
interface RuntimeFile {
  name: string;
  bytes: number;
}

/** What the build laid out: assets.js puts it on the global object. */
interface Assets {
  version: string;
  runtime: string;
  library: string;
  files: RuntimeFile[];
  shell: string[];
  python: { abi_version: string; arch: string; platform: string; python: string };
  site: string;
}

declare var assets: Assets;

interface Problem {
  code: string;
  message: string;
}

interface ValueProblem extends Problem {
  start: number;
  end: number;
  expected: string;
  suggestion: string | null;
}

interface Value {
  text: string;
  meaning?: string;
  doubts?: string[];
  problem?: ValueProblem;
}

interface TableEntry {
  title: string | null;
  organisation: string | null;
  project: string | null;
  year: number | null;
  filled: boolean;
  count: number;
}

interface Laid {
  kind: "tables" | "actuals" | "rulebook";
  name: string;
  document: number;
  tables: TableEntry[];
  rulebook: string;
}

interface Finding {
  code: string;
  severity: "error" | "warning" | "note";
  message: string;
  subject: string | null;
  places: { text: string; anchor: string }[];
}

interface Task {
  name: string | null;
  content: string;
  total: string | null;
  fiscal: string | null;
  other: string | null;
  unit: string;
}

interface Execution {
  item: string;
  initial: string | null;
  budget: string | null;
  executed: string | null;
  rate: string | null;
  unit: string;
}

interface Indicator {
  level1: string | null;
  level2: string | null;
  name: string;
  target: string;
  meaning: string | null;
  problem: ValueProblem | null;
  text: string;
  doubts: string[];
  weight: string | null;
  actual: string | null;
  points: string | null;
  place: string | null;
}

interface Source {
  document: number;
  name: string;
  known: number;
}

interface ReadTable extends TableEntry {
  term: string;
  kind: string;
  department: string | null;
  goal: string | null;
  goal_actual: string | null;
  tasks: Task[];
  execution: Execution[];
  indicators: Indicator[];
  findings: Finding[];
  sources: Source[];
}

interface Review {
  summary: string;
  findings: Finding[];
}

interface Item {
  index: number;
  level1: string | null;
  level2: string | null;
  name: string;
  target: string;
  actual: string | null;
  weight: string | null;
  points: string;
  declared: string | null;
  difference: string;
  status: string;
  is_open: boolean;
  lost: boolean;
  reason: string;
  remarks: string[];
  can_edit: boolean;
}

interface Level {
  level1: string | null;
  level2: string | null;
  points: string;
  weight: string;
  open: string;
  shares: string[];
}

interface Card {
  rulebook: string;
  total: string;
  maximum: string;
  open: string;
  provisional: boolean;
  unfilled: boolean;
  grades: string[];
  summary: string;
  declared_summary: string;
  levels: Level[];
  shares: string[];
  items: Item[];
  findings: Finding[];
}

interface Recheck {
  declared: boolean;
  declared_total: string | null;
  total: string;
  summary: string;
  tally: string;
  findings: Finding[];
  items: Item[];
}

/** To the worker. */
interface Question {
  number: number;
  question: string;
  arguments: object;
  data?: Uint8Array;
}

/** From the worker. */
type Said =
  | { said: "loading"; done: number; whole: number }
  | { said: "starting" }
  | { said: "ready"; milliseconds: number }
  | { said: "failed"; message: string }
  | { said: "answer"; number: number; answer: unknown }
  | { said: "error"; number: number; error: Problem };

/** What the build writes beside the page; it only fills `assets`. */
declare module "*/assets.js" {}

declare function importScripts(...names: string[]): void;
