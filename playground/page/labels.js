// The words of the page, Chinese and English. What the library says (findings, reasons) is Chinese
// in both, as the forms are.

const CHINESE = {
  title: "绩效目标表：读、审、评",
  skip: "跳到结果",
  lead: "放进一张预算绩效目标表或自评表，看它写了什么、有什么问题、按公开的规则得几分，每一分为什么。",
  privacy: "文件只在这台电脑的浏览器里处理，不上传：页面的安全策略不许它连接任何别的网站，断网也能用。",
  english: "English",
  progress: "进度",
  loading: "正在载入：{done} / {whole} MB",
  starting: "正在启动 Python……",
  ready: "可以用了（启动用了 {seconds} 秒）",
  again: "正在重新启动……",
  failed: "载入失败：{message}。请刷新再试；一直不行的，请换较新的 Chrome、Edge 或 Firefox。",
  drop: "把文件拖到这里，可以几个一起",
  choose: "选择文件",
  example: "看示例",
  kinds:
    "目标表、填好的自评表、实际完成值：.xlsx、.xls、.docx、.csv、制表符文字；自己的规则：.toml。网页（.html）和 PDF 请先在 Word、WPS 或 Excel 里打开，另存为 .docx 或 .xlsx。",
  paste: "从 Excel 粘贴",
  pasteHint: "在 Excel 或 WPS 里选中整张表（连同表头）复制，粘贴到这里",
  pasteRead: "读这张表",
  pasted: "粘贴的表格{number}.txt",
  oneValue: "一个指标值是什么意思",
  oneValueHint: "例如 >=15次、2022年10月31日以前、≥%",
  year: "年度",
  meaning: "读作",
  expected: "应为",
  suggestion: "例如",
  doubt: "存疑",
  table: "表",
  rulebook: "规则",
  source: "实际完成值",
  ownValues: "表里填的",
  noValues: "没有",
  fromFile: "{name}（对上 {known} 项）",
  clear: "全部清除",
  cancel: "取消",
  cancelled: "已取消",
  working: {
    lay: "正在读 {name}……",
    read: "正在列出内容……",
    review: "正在审核……",
    score: "正在打分……",
    recheck: "正在复核……",
    write: "正在写文件……",
  },
  tabs: { read: "读出", review: "审核意见", score: "得分与理由", recheck: "申报与复算" },
  tabsLabel: "结果",
  download: "下载",
  files: {
    "form.xlsx": "自评表 .xlsx",
    "form.docx": "自评表 .docx",
    "letter.docx": "审核意见 .docx",
    "report.html": "报告 .html",
    "data.json": "数据 .json",
  },
  organisation: "单位",
  project: "项目",
  department: "主管部门",
  goal: "总体目标",
  goalActual: "完成情况",
  tasks: "年度主要任务",
  task: "任务",
  content: "内容",
  amount: "金额",
  execution: "预算执行",
  item: "项目",
  initial: "年初预算",
  budget: "全年预算",
  executed: "执行数",
  rate: "执行率",
  indicators: "指标（{count} 个）",
  kind: "类别",
  name: "三级指标",
  target: "指标值",
  weight: "分值",
  actual: "实际完成值",
  points: "得分",
  status: "状态",
  declared: "申报",
  computed: "复算",
  difference: "差",
  findings: "发现",
  noFindings: "没有发现问题。",
  wholeTable: "整表",
  severities: { error: "错误", warning: "警告", note: "提示" },
  statuses: /** @type {Record<string, string>} */ ({}),
  levels: "各级得分",
  stillOpen: "（待定 {open}）",
  bar: "得 {got}%，失 {lost}%，待定 {open}%",
  edit: "“{name}”的实际完成值",
  editHint: "改实际完成值，分数马上重算；改动只在这个页面里，下载的表也用改过的值。",
  undo: "恢复原值",
  notDeclared: "这张表没有申报得分，没有可以复核的。",
  actualsOnly: "“{name}”是实际完成值，还没有它的目标表；请再放进目标表。",
  actualsUnfit: "“{name}”里的指标名称与这张表的都对不上，没有使用；请核对是不是这张表的实际完成值。",
  rulebookTaken: "规则“{name}”已可选用。",
  foot: "jixiao 是开放源代码的 Python 库（Apache-2.0）；得分按所列规则计算，待定部分以评价人评定为准。",
};

/** @type {typeof CHINESE} */
const ENGLISH = {
  title: "Budget performance tables: read, reviewed, scored",
  skip: "Skip to the result",
  lead: "Drop a budget performance form (绩效目标表, 自评表) and see what it states, what is wrong with it, and the points it earns by the published rules, with the reason for each.",
  privacy:
    "Files are handled in this browser only and are never uploaded: the page's own policy forbids it to connect to any other site. It works offline too.",
  english: "中文",
  progress: "Progress",
  loading: "Loading: {done} of {whole} MB",
  starting: "Starting Python…",
  ready: "Ready (started in {seconds} s)",
  again: "Starting again…",
  failed:
    "Could not load: {message}. Reload the page; if that does not help, use a newer Chrome, Edge or Firefox.",
  drop: "Drop files here, several at once if you like",
  choose: "Choose files",
  example: "Show the example",
  kinds:
    "Target tables, filled self-evaluations and actual values as .xlsx, .xls, .docx, .csv or tabbed text; a rulebook of your own as .toml. Open .html and PDF in Word, WPS or Excel and save them as .docx or .xlsx first.",
  paste: "Paste from Excel",
  pasteHint: "Select the whole table with its headings in Excel or WPS, copy it, and paste it here",
  pasteRead: "Read this table",
  pasted: "粘贴的表格{number}.txt",
  oneValue: "What one target value means",
  oneValueHint: "such as >=15次, 2022年10月31日以前, ≥%",
  year: "Year",
  meaning: "Read as",
  expected: "Expected",
  suggestion: "For example",
  doubt: "Doubtful",
  table: "Table",
  rulebook: "Rulebook",
  source: "Actual values",
  ownValues: "as the form states",
  noValues: "none",
  fromFile: "{name} (fits {known})",
  clear: "Clear all",
  cancel: "Cancel",
  cancelled: "Cancelled",
  working: {
    lay: "Reading {name}…",
    read: "Listing the content…",
    review: "Reviewing…",
    score: "Scoring…",
    recheck: "Rechecking…",
    write: "Writing the file…",
  },
  tabs: {
    read: "As read",
    review: "Review",
    score: "Points and reasons",
    recheck: "Declared and recomputed",
  },
  tabsLabel: "Result",
  download: "Download",
  files: {
    "form.xlsx": "Form .xlsx",
    "form.docx": "Form .docx",
    "letter.docx": "Review letter .docx",
    "report.html": "Report .html",
    "data.json": "Data .json",
  },
  organisation: "Unit",
  project: "Project",
  department: "Department",
  goal: "Overall goal",
  goalActual: "What was done",
  tasks: "Main tasks of the year",
  task: "Task",
  content: "Content",
  amount: "Amount",
  execution: "Budget execution",
  item: "Item",
  initial: "Initial budget",
  budget: "Budget",
  executed: "Executed",
  rate: "Rate",
  indicators: "Indicators ({count})",
  kind: "Kind",
  name: "Indicator",
  target: "Target",
  weight: "Weight",
  actual: "Actual",
  points: "Points",
  status: "Status",
  declared: "Declared",
  computed: "Recomputed",
  difference: "Difference",
  findings: "Findings",
  noFindings: "Nothing found.",
  wholeTable: "whole table",
  severities: { error: "Error", warning: "Warning", note: "Note" },
  statuses: {
    完成: "met",
    未完成: "missed",
    超额: "far above",
    超标: "over the limit",
    待评定: "to be judged",
    缺实际值: "no actual value",
    不适用: "not applicable",
    待定: "open",
  },
  levels: "Points by level",
  stillOpen: " ({open} open)",
  bar: "{got}% got, {lost}% lost, {open}% open",
  edit: "Actual value of “{name}”",
  editHint:
    "Change an actual value and the points follow at once. Changes stay on this page; downloaded forms carry them.",
  undo: "Restore",
  notDeclared: "This form declares no points, so there is nothing to recheck.",
  actualsOnly: "“{name}” holds actual values; its target table is still missing.",
  actualsUnfit: "“{name}” holds actual values of indicators that this table does not have; not used.",
  rulebookTaken: "The rulebook “{name}” can be chosen now.",
  foot: "jixiao is an open-source Python library (Apache-2.0). Points follow the rules named; what is open is for the evaluator to decide.",
};

const LANGUAGES = /** @type {const} */ ({ "zh-CN": CHINESE, en: ENGLISH });
const REMEMBERED = "jixiao-language";

/** @typedef {keyof typeof LANGUAGES} Language */
/** @typedef {{[K in keyof typeof CHINESE]: (typeof CHINESE)[K] extends string ? K : never}[keyof typeof CHINESE]} Label */

/** @returns {Language} */
function first() {
  const said = remembered() ?? navigator.language;
  return said.startsWith("zh") ? "zh-CN" : said.startsWith("en") ? "en" : "zh-CN";
}

/** What was chosen before; a browser may forbid to remember. */
function remembered() {
  try {
    return localStorage.getItem(REMEMBERED);
  } catch {
    return null;
  }
}

let language = first();

/** The words of the language that is shown. */
export const words = () => LANGUAGES[language];

/** @returns {Language} */
export const shownLanguage = () => language;

/** @param {Language} chosen */
export function choose(chosen) {
  language = chosen;
  try {
    localStorage.setItem(REMEMBERED, chosen);
  } catch {
    // Then it is asked again at the next visit.
  }
}

/**
 * A label with its blanks filled.
 * @param {string} text @param {Record<string, string | number>} blanks
 */
export function filled(text, blanks) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => String(blanks[name] ?? whole));
}

/** @param {Label} name @param {Record<string, string | number>} [blanks] */
export const label = (name, blanks = {}) => filled(words()[name], blanks);

/** Puts the words of the language into all that the page's HTML marks with `data-label`. */
export function relabel() {
  document.documentElement.lang = language;
  document.title = `jixiao ${label("title")}`;
  for (const one of document.querySelectorAll("[data-label]")) {
    one.textContent = label(/** @type {Label} */ (one.getAttribute("data-label")));
  }
  for (const one of document.querySelectorAll("[data-hint]")) {
    one.setAttribute("placeholder", label(/** @type {Label} */ (one.getAttribute("data-hint"))));
  }
  for (const one of document.querySelectorAll("[data-named]")) {
    one.setAttribute("aria-label", label(/** @type {Label} */ (one.getAttribute("data-named"))));
  }
}
