/**
 * The page's words in the visitor's language.
 *
 * The English text in the code is the key: `assets/languages/<language>.json` has its translation, with `{0}`, `{1}` …
 * for values. A text without a translation stays English. The document runs this before Gradio's scripts, so that the
 * language's file is requested early. Modules that import this one are loaded when `ready` has resolved.
 */
export const LANGUAGES = ["en", "es", "fr", "de"];
const INLINE = "a, b, code, em, i, span, strong, sub, sup";  // within a sentence: translations may reorder them
const ATTRIBUTES = ["aria-label", "title", "alt", "placeholder"];

/** The first supported language among the address's `?lang=` and the browser's preferences. */
export function chosenLanguage(search, wishes) {
  const codes = [new URLSearchParams(search).get("lang") ?? "", ...wishes]
    .map((wish) => wish.toLowerCase().split("-")[0]);
  return codes.find((code) => LANGUAGES.includes(code)) ?? "en";
}

const hasPage = "document" in globalThis;  // Node, which runs the tests, has none
export const language = hasPage ? chosenLanguage(location.search, navigator.languages) : "en";
if (hasPage) document.documentElement.lang = language;

async function load() {
  if (language === "en") return {};
  const answer = await fetch(new URL(`../../languages/${language}.json`, import.meta.url), { cache: "no-cache" })
    .catch(() => null);
  return answer?.ok ? answer.json().catch(() => ({})) : {};
}

const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
const literal = (key) => key.replace(/\{\d\}/g, "").length;
const filled = (words, values) => words.replace(/\{(\d)\}/g, (_, place) => values[place]);

/**
 * Functions that write texts and numbers in a language.
 * @param {string} language  its code @param {Object<string, string>} texts  its translations by their English keys
 */
export function speaking(language, texts) {
  const translations = new Map(Object.entries(texts));
  // The patterns with the most literal text come first, so that "{0} of {1}" only matches what no other does.
  const patterns = [...translations].filter(([key]) => key.includes("{0}")).sort(([a], [b]) => literal(b) - literal(a))
    .map(([key, words]) => [new RegExp(`^${escaped(key).replace(/\\\{\d\\\}/g, "(.*?)")}$`, "s"), words]);
  const signs = new Intl.NumberFormat(language, { useGrouping: "always" }).formatToParts(1234567.5);
  const [group, point] = ["group", "decimal"].map((type) => signs.find((part) => part.type === type).value);

  /**
   * A sentence with its values, translated: t`Not sure: ${a} or ${b}?` has the key
   * "Not sure: {0} or {1}?".
   */
  function t(texts, ...values) {
    const key = texts.reduce((text, part, index) => `${text}{${index - 1}}${part}`);
    return filled(translations.get(key) ?? key, values);
  }

  /** The translation of an English text from the server or a template, also of one with its values filled in. */
  function translated(text) {
    if (translations.has(text)) return translations.get(text);
    for (const [pattern, words] of patterns) {
      const found = pattern.exec(text);
      if (found) return filled(words, found.slice(1).map(translated));
    }
    return local(text);
  }

  /** The numbers in an English text as the language writes them: 1,234.5 as 1.234,5. */
  function local(text) {
    if (language === "en") return text;
    return text.replace(/\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.\d+/g,
      (number) => number.replace(/[,.]/g, (sign) => (sign === "," ? group : point)));
  }

  /** A count with its digits in groups: 55,000. */
  const count = (value) => local(Math.round(value).toLocaleString("en"));

  /** A number with this many decimals and a true minus sign, but no minus before a zero. */
  function number(value, places = 2) {
    const text = value.toFixed(places);
    return local(text.replace("-", Number(text) === 0 ? "" : "−"));
  }

  /** A share of 1 in percent: 0.9962 as 99.6 %. Less than all is never written as 100 %: 0.9996 is > 99.9 %. */
  function percent(share, places = 1) {
    const isNearlyAll = share < 1 && Number((100 * share).toFixed(places)) === 100;
    return isNearlyAll ? `>\u00a0${percent(1 - 0.1 ** (places + 2), places)}` : `${number(100 * share, places)}\u00a0%`;
  }

  /** A probability in percent. None is 1, though in 32 bits it may be. */
  const percentProbable = (probability, places) => percent(Math.min(probability, 1 - Number.EPSILON), places);

  /** A shape: 24 × 24 × 16. */
  const sizes = (shape) => shape.map(count).join(" × ");

  return { t, translated, local, count, number, percent, percentProbable, sizes };
}

export let { t, translated, local, count, number, percent, percentProbable, sizes } = speaking(language, {});

/**
 * Resolves once the functions above write in the page's language. Not awaited here: while a module that others import
 * awaits something, WebKit may run them before it (its bug 242740).
 */
export const ready = load().then((texts) => {
  ({ t, translated, local, count, number, percent, percentProbable, sizes } = speaking(language, texts));
});

const squeezed = (text) => text.replace(/\s+/g, " ").trim();
const hasWords = (text) => /\p{L}/u.test(text);
const isText = (node) => node.nodeType === Node.TEXT_NODE;

/** Whether an element's text is one sentence that contains inline elements, such as bold words. */
function isSentence(element) {
  const parts = [...element.querySelectorAll("*")];
  return parts.length > 0 && [...element.childNodes].some((node) => isText(node) && hasWords(node.data))
    && parts.every((part) => part.matches(INLINE) && part.textContent);
}

/**
 * All texts in an element, each with a function that replaces it. Elements with `translate="no"` are left out.
 */
export function* textsIn(element) {
  if (element.getAttribute("translate") === "no") return;
  for (const name of ATTRIBUTES.filter((name) => hasWords(element.getAttribute(name) ?? ""))) {
    yield [element.getAttribute(name), (words) => element.setAttribute(name, words)];
  }
  if (isSentence(element)) return void (yield [squeezed(element.innerHTML), (words) => { element.innerHTML = words; }]);
  for (const node of [...element.childNodes]) {
    if (isText(node) && hasWords(node.data)) {
      yield [squeezed(node.data), (words) => { node.data = node.data.replace(/\S.*\S|\S/s, () => words); }];
    } else if (node.nodeType === Node.ELEMENT_NODE) yield* textsIn(node);
  }
}

/** Translate an element's texts; for a part's template, before its script runs. */
export function translate(element) {
  if (language === "en") return;
  for (const [text, put] of textsIn(element)) put(translated(text));
}
