import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { chosenLanguage, speaking } from "../../../assets/scripts/common/language.js";

const german = speaking("de",
  JSON.parse(readFileSync(new URL("../../../assets/languages/de.json", import.meta.url), "utf8")));

for (const [search, wishes, language] of [["?lang=de", ["es"], "de"], ["", ["pt-BR", "fr-CA", "en"], "fr"],
  ["?lang=xx", ["ja"], "en"], ["", [], "en"], ["?tab=why&lang=ES", ["de"], "es"]]) {
  test(`for address "${search}" and browser languages ${wishes.join() || "none"}, the page is in ${language}`, () => {
    assert.equal(chosenLanguage(search, wishes), language);
  });
}

test("a sentence's values go where the translation has them", () => {
  const { t } = speaking("de", { "{0} of {1}": "von {1} sind es {0}" });
  assert.equal(t`${3} of ${10}`, "von 10 sind es 3");
});

test("a sentence without a translation stays English", () => {
  assert.equal(speaking("de", {}).t`Not sure: ${1} or ${7}?`, "Not sure: 1 or 7?");
});

test("a sentence from the server is translated with its values", () => {
  assert.equal(german.translated("That picture is too large (5000 x 4000 pixels). Send one of at most 16 megapixels."),
    "Dieses Bild ist zu groß (5000 x 4000 Pixel). Schick eins mit höchstens 16 Megapixeln.");
});

test("values within a sentence are translated too", () => {
  const { translated } = speaking("de", { "{0} of {1}": "{0} von {1}", digits: "Ziffern" });
  assert.equal(translated("0.5 of digits"), "0,5 von Ziffern");
});

test("of two matching patterns, the one with more literal text is used", () => {
  const { translated } = speaking("de", { "{0} of {1}": "{0} von {1}", "{0} of {1} digits": "{0} von {1} Ziffern" });
  assert.equal(translated("3 of 10 digits"), "3 von 10 Ziffern");
});

test("characters that are special in regular expressions are matched literally", () => {
  const { translated } = speaking("de", { "max({0})?": "höchstens {0}!" });
  assert.deepEqual(["max(3)?", "max3"].map(translated), ["höchstens 3!", "max3"]);
});

for (const [language, written] of [["en", "1,234.50 of 0.5"], ["de", "1.234,50 of 0,5"], ["es", "1.234,50 of 0,5"],
  ["fr", "1\u202f234,50 of 0,5"]]) {
  test(`numbers are written in the format of ${language}`, () =>
    assert.equal(speaking(language, {}).local("1,234.50 of 0.5"), written));
}

test("commas outside numbers are left alone", () => {
  assert.equal(speaking("de", {}).local("1, 2, 3 and 12,34"), "1, 2, 3 and 12,34");
});

test("a count is a whole number with its digits in groups of three", () => {
  assert.deepEqual(["en", "de"].map((language) => speaking(language, {}).count(1234567.4)), ["1,234,567", "1.234.567"]);
});

test("a number has a true minus sign, but none before a zero", () => {
  const { number } = speaking("en", {});
  assert.deepEqual([1.239, -1.5, -0.001, -0.006].map((value) => number(value)), ["1.24", "−1.50", "0.00", "−0.01"]);
});

test("a number has its language's decimal sign", () => assert.equal(speaking("de", {}).number(-2.3751, 3), "−2,375"));

test("a share is written in percent, with one decimal by default", () => {
  const { percent } = speaking("en", {});
  assert.deepEqual([percent(0.99621), percent(0.99621, 2), percent(1, 0)],
    ["99.6\u00a0%", "99.62\u00a0%", "100\u00a0%"]);
});

for (const [share, places, written] of [[0.9995, 1, "> 99.9 %"], [0.99949, 1, "99.9 %"], [0.99996, 2, "> 99.99 %"],
  [0.996, 0, "> 99 %"], [1, 1, "100.0 %"]]) {
  test(`a share of ${share} with ${places} decimals is written as ${written}`, () => {
    assert.equal(speaking("en", {}).percent(share, places), written.replaceAll(" ", "\u00a0"));
  });
}

test("a share just below 1 has its language's decimal sign", () =>
  assert.equal(speaking("de", {}).percent(0.9999), ">\u00a099,9\u00a0%"));

test("a probability that was rounded to 1 is not written as certain", () => {
  const { percentProbable } = speaking("en", {});
  assert.deepEqual([1, 0.97].map((probability) => percentProbable(probability)), [">\u00a099.9\u00a0%", "97.0\u00a0%"]);
});

test("sizes are counts joined by multiplication signs", () => {
  assert.equal(speaking("en", {}).sizes([1300, 26, 28]), "1,300 × 26 × 28");
});
