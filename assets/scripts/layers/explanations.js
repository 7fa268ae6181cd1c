/** The explanations of a value, by kind of layer: its arithmetic, written out. */
import { signedColors, signedLevel, tint } from "../common/colors.js";
import { make } from "../common/elements.js";
import { local, number as written, t } from "../common/language.js";
import { addingUp, patchBelow } from "../reading/arithmetic.js";
import { Tiles } from "../common/tiles.js";

const DECIMALS = 3;
const SHOWN_TERMS = 8;  // one by one; the others as one
const KERNELS_WIDTH = 320;  // screen pixels, of all kernels of a filter

const minus = (text) => local(text.replaceAll("-", "−"));
const number = (value) => written(value, DECIMALS);
/** A value with three decimals, or in powers of ten where those would all be 0. */
export const plain = (value) =>
  (value && Math.abs(value) < 0.5 / 10 ** DECIMALS ? minus(value.toExponential(2)) : number(value));
/** A written number as a summand: + 3 or − 3. */
export const signed = (text) => (text.startsWith("−") ? `− ${text.slice(1)}` : `+ ${text}`);

/** A grid of numbers, each cell tinted by its share of the largest; null is padding. */
function grid(title, values, columns, texts) {
  const largest = Math.max(...values.map((value) => Math.abs(value ?? 0)), 1e-9);
  const cells = values.map((value, index) => {
    const cell = make("span", { class: "cell" }, value === null ? "·" : texts?.[index] ?? written(value));
    tint(cell, (value ?? 0) / largest);
    return cell;
  });
  const table = make("div", { class: "grid" }, ...cells);
  table.style.setProperty("--columns", columns);
  return make("figure", { class: "grid-figure" }, make("figcaption", {}, title), table);
}

export const paragraph = (...content) => make("p", { class: "sum" }, ...content);

/** The largest terms and the sum of all others, rounded so that they add up to the total to the last decimal. */
export function largestTerms(terms, extra) {
  const order = [...terms].sort((a, b) => Math.abs(b.sum) - Math.abs(a.sum));
  const [shown, others] = [order.slice(0, SHOWN_TERMS), order.slice(SHOWN_TERMS)];
  const rest = others.reduce((sum, term) => sum + term.sum, 0);
  const numbers = [...shown.map((term) => term.sum), ...(others.length ? [rest] : []), extra];
  const rounded = addingUp(numbers, DECIMALS);
  return { shown, count: others.length, texts: rounded.terms, total: rounded.total };
}

/** A row of a table: a label and its numbers. */
const tableRow = (kind, label, ...numbers) =>
  make("tr", { class: kind }, make("td", {}, label), ...numbers.map((text) => make("td", { class: "number" }, text)));

const OTHERS = {
  channels: (count) => (count === 1 ? t`1 other channel` : t`${count} other channels`),
  inputs: (count) => (count === 1 ? t`1 other input` : t`${count} other inputs`),
};

/** A sum as a table: terms, bias, total, and the value after the activation. */
function sumTable({ texts, total, count }, name, names, activation, value) {
  const rows = names.map((label, index) => tableRow("", label, minus(texts[index])));
  if (count) rows.push(tableRow("quiet", OTHERS[name](count), minus(texts[names.length])));
  rows.push(tableRow("", t`bias`, minus(texts.at(-1))), tableRow("total", t`sum`, minus(total)));
  if (activation !== "linear") rows.push(tableRow("total", activation, number(value)));
  return make("table", { class: "terms" }, ...rows);
}

/** Where a value is in its layer, in words. */
export function whereabouts({ output }, { row, column, channel }) {
  if (output[0] > 1) return t`map ${channel + 1}, row ${row}, column ${column}`;
  return output[2] === 10 ? t`digit ${channel}` : t`unit ${channel + 1}`;
}

let chosenChannel = null;  // the input channel whose patch is shown; if null, the one with the largest term

/** The filter's kernel for each input channel. Pointing at or tapping one chooses the channel multiplied below. */
function kernels(layer, terms, chosen, again) {
  const [rows, columns] = layer.settings.window;
  const tiles = new Tiles([rows, columns, terms.length], signedColors,
    t`The filter's kernels: ${terms.length} of ${rows} by ${columns}`);
  const largest = Math.max(...terms.flatMap(({ kernel }) => kernel.map(Math.abs)), 1e-9);
  const levels = new Uint8Array(rows * columns * terms.length);
  terms.forEach(({ kernel, channel }) => kernel.forEach((weight, at) => {
    levels[at * terms.length + channel] = signedLevel(weight, largest);
  }));
  tiles.fit(KERNELS_WIDTH, 2 * tiles.magnification);
  tiles.paint(levels);
  tiles.mark({ top: 0, left: 0, height: rows, width: columns }, chosen);
  tiles.onPlace(({ channel }) => {
    if (channel === chosenChannel) return;
    chosenChannel = channel;
    again();
  });
  const caption = make("figcaption", {}, t`the filter: its kernel for each channel below`);
  return make("figure", { class: "grid-figure" }, caption, tiles.element);
}

/** For each kind of layer, the elements that show how a value is computed. */
const SHOW = {
  convolution({ terms, bias, activation, value }, { layer }, again) {
    const sum = largestTerms(terms, bias);
    const term = terms.find(({ channel }) => channel === chosenChannel) ?? sum.shown[0];
    const columns = layer.settings.window[1];
    const products = addingUp(term.products, DECIMALS);
    const names = sum.shown.map(({ channel }) => {
      const choose = () => { chosenChannel = channel; again(); };
      return make("button", { class: channel === term.channel ? "chosen" : "", type: "button",
        text: t`channel ${channel + 1}`, onclick: choose });
    });
    return [
      ...(terms.length > 1 ? [kernels(layer, terms, term.channel, again)] : []),
      make("div", { class: "grids" }, grid(t`patch of channel ${term.channel + 1}`, term.patch, columns),
        grid(t`× kernel`, term.kernel, columns),
        grid(t`= products`, term.products, columns, products.terms.map(minus))),
      paragraph(t`channel ${term.channel + 1}: the products add up to ${minus(products.total)}`),
      sumTable(sum, "channels", names, activation, value),
    ];
  },
  dense({ terms, bias, activation, value }) {
    const sum = largestTerms(terms, bias);
    const names = sum.shown.map((term) => t`input ${term.channel + 1}: ${number(term.input)} × ${number(term.weight)}`);
    return [sumTable(sum, "inputs", names, activation, value)];
  },
  "max pooling": explainMax,
  "global max pooling": explainMax,
  "average pooling": explainMean,
  "global average pooling": explainMean,
  relu: ({ before, value }) => [paragraph(`max(0, ${number(before)}) = ${number(value)}`)],
  dropout: ({ value }) => [paragraph(t`${number(value)}, as below: dropout acts only during training`)],
  identity: ({ value }) => [paragraph(t`${number(value)}, as below`)],
  rescaling: ({ before, scale, offset, value }) => [
    paragraph(`${before} × ${local(scale.toPrecision(4))} ${signed(written(offset, 0))} = ${number(value)}`)],
  "batch normalization": ({ before, factor, bias, value }) => [
    paragraph(`${number(before)} × ${number(factor)} ${signed(number(bias))} = ${number(value)}`)],
  flatten: ({ before, origin }) => [
    paragraph(t`${number(before)}: the value at row ${origin.row}, column ${origin.column} of map ${origin.channel + 1} below`)],
  softmax({ terms, value }, { place }) {
    const all = terms.reduce((sum, { power }) => sum + power, 0);
    const rows = terms.map(({ channel, score, power }) => tableRow(channel === place.channel ? "total" : "",
      `${channel}`, `exp(${number(score)})`, local(`= ${power.toPrecision(4)}`)));
    return [make("table", { class: "terms" }, ...rows),
      paragraph(`${local(`${terms[place.channel].power.toPrecision(4)} / ${all.toPrecision(4)}`)} = ${plain(value)}`)];
  },
};

function explainMax({ patch, value }, { layer, place }) {
  const texts = patch.map((one) => (one === null ? "·" : number(one)));
  const figure = grid(t`the largest of`, patch, patchBelow(layer, place).width, texts);
  figure.querySelectorAll(".cell")[patch.indexOf(value)]?.classList.add("cell-won");
  return [figure, paragraph(`max = ${number(value)}`)];
}

function explainMean({ patch, value }, { layer, place }) {
  const values = patch.filter((one) => one !== null);
  const texts = addingUp(values, DECIMALS);
  return [grid(t`the mean of`, values, patchBelow(layer, place).width, texts.terms.map(minus)),
    paragraph(`${minus(texts.total)} / ${values.length} = ${number(value)}`)];
}

/**
 * The elements that show how a value is computed.
 * @param {object} explanation  the result of `explain` in reading/arithmetic.js
 * @param {object} closeup  with its layer and place
 * @param {() => void} again  called when another channel was chosen
 */
export const arithmeticOf = (explanation, closeup, again) => SHOW[closeup.layer.kind](explanation, closeup, again);
