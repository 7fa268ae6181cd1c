/**
 * The page's words in the visitor's language.
 *
 * English stands in the code and is the key: `assets/languages/<language>.json` says what becomes of it, with `{0}`,
 * `{1}` … for values. What has no translation stays English. The document runs this before Gradio's scripts, and all
 * modules that import it wait until the language's file is there.
 */
export const LANGUAGES = ["en", "es", "fr", "de"];
const INLINE = "a, b, code, em, i, span, strong, sub, sup";  // within a sentence, whose order may change around them
const ATTRIBUTES = ["aria-label", "title", "alt", "placeholder"];

/** The first of the wishes there is a language for: the address's `?lang=`, then the browser's. */
export function chosenLanguage(search, wishes) {
  const codes = [new URLSearchParams(search).get("lang") ?? "", ...wishes]
    .map((wish) => wish.toLowerCase().split("-")[0]);
  return codes.find((code) => LANGUAGES.includes(code)) ?? "en";
}

const hasPage = "document" in globalThis;  // Node has none: it tests those functions that need none, in English
export const language = hasPage ? chosenLanguage(location.search, navigator.languages) : "en";
if (hasPage) {
  Object.defineProperty(navigator, "language",
    { value: language, configurable: true });  // Gradio's own words follow it
  document.documentElement.lang = language;
}

async function load() {
  if (language === "en") return {};
  const answer = await fetch(new URL(`../../languages/${language}.json`, import.meta.url), { cache: "no-cache" })
    .catch(() => null);
  return answer?.ok ? answer.json() : {};
}

const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
const literal = (key) => key.replace(/\{\d\}/g, "").length;
const filled = (words, values) => words.replace(/\{(\d)\}/g, (_, place) => values[place]);

/**
 * What puts words and numbers into a language.
 * @param {string} language  its code @param {Object<string, string>} texts  its words by the English ones
 */
export function speaking(language, texts) {
  const translations = new Map(Object.entries(texts));
  // Those with the most words of their own first, so that "{0} of {1}" takes only what nothing else does.
  const patterns = [...translations].filter(([key]) => key.includes("{0}")).sort(([a], [b]) => literal(b) - literal(a))
    .map(([key, words]) => [new RegExp(`^${escaped(key).replace(/\\\{\d\\\}/g, "(.*?)")}$`, "s"), words]);
  const signs = new Intl.NumberFormat(language, { useGrouping: "always" }).formatToParts(1234567.5);
  const [group, point] = ["group", "decimal"].map((type) => signs.find((part) => part.type === type).value);

  /**
   * A sentence with its values, in the visitor's language: t`Not sure: ${a} or ${b}?` has the key
   * "Not sure: {0} or {1}?".
   */
  function t(texts, ...values) {
    const key = texts.reduce((text, part, index) => `${text}{${index - 1}}${part}`);
    return filled(translations.get(key) ?? key, values);
  }

  /** What came in English, from the server or a template, in the visitor's language; also with its values filled in. */
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

  /** A number with so many places behind the point, a true minus, and none before a zero. */
  function number(value, places = 2) {
    const text = value.toFixed(places);
    return local(text.replace("-", Number(text) === 0 ? "" : "−"));
  }

  /** A share of 1 in percent: 0.9962 as 99.6 %. */
  const percent = (share, places = 1) => `${number(100 * share, places)}\u00a0%`;

  /** A shape in words: 24 × 24 × 16. */
  const sizes = (shape) => shape.map(count).join(" × ");

  return { t, translated, local, count, number, percent, sizes };
}

export const { t, translated, local, count, number, percent, sizes } = speaking(language, await load());

const squeezed = (text) => text.replace(/\s+/g, " ").trim();
const hasWords = (text) => /\p{L}/u.test(text);
const isText = (node) => node.nodeType === Node.TEXT_NODE;

/** Whether an element's text is one sentence with words in bold and the like in it. */
function isSentence(element) {
  const parts = [...element.querySelectorAll("*")];
  return parts.length > 0 && [...element.childNodes].some((node) => isText(node) && hasWords(node.data))
    && parts.every((part) => part.matches(INLINE) && part.textContent);
}

/**
 * All texts below an element, each with a function that puts another in its place. `translate="no"` leaves them out.
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

/** Put a part's template into the visitor's language, before its script begins with it. */
export function translate(element) {
  if (language === "en") return;
  for (const [text, put] of textsIn(element)) put(translated(text));
}
