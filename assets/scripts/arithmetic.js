/** The close-up of one pixel: the numbers its value comes from, and how. */
import { address } from "./address.js";
import { inkColors, paint, signedColors } from "./colors.js";
import { copyAddress } from "./copying.js";
import { make } from "./elements.js";
import { local, number as written, t, translated } from "./language.js";
import { address as withDrawing } from "./link.js";
import { addingUp, fieldOnImage } from "./network.js";
import { bytes, publish, subscribe } from "./reading.js";
import { Tiles } from "./tiles.js";

const DIGITS = 3;  // behind the point
const MOST = 8;  // terms shown one by one; the others as one
const KERNELS_WIDTH = 320;  // screen pixels, of a filter's kernels side by side
const RESTING = 200;  // milliseconds on a filter before its exciting digits are asked for
const STRIDE = 90;  // milliseconds on each pixel while the window slides

const minus = (text) => local(text.replaceAll("-", "−"));
const number = (value) => written(value, DIGITS);
/** A value in so many digits, or in powers of ten where those would all be 0. */
export const plain = (value) => (value && Math.abs(value) < 0.5 / 10 ** DIGITS ? minus(value.toExponential(2)) : number(value));
/** A written number as what is added to another. */
export const signed = (text) => (text.startsWith("−") ? `− ${text.slice(1)}` : `+ ${text}`);

/** Numbers in a grid of so many columns, each cell tinted by its share of the largest; null is the padding. */
function grid(title, values, columns, texts) {
  const largest = Math.max(...values.map((value) => Math.abs(value ?? 0)), 1e-9);
  const cells = values.map((value, index) => {
    const cell = make("span", { class: "cell" }, value === null ? "·" : texts?.[index] ?? written(value));
    const share = Math.abs(value ?? 0) / largest;
    cell.style.setProperty("--tint", `${Math.round(60 * share)}%`);
    cell.classList.toggle("cell-negative", value < 0);
    return cell;
  });
  const table = make("div", { class: "grid" }, ...cells);
  table.style.setProperty("--columns", columns);
  return make("figure", { class: "grid-figure" }, make("figcaption", {}, title), table);
}

const line = (...content) => make("p", { class: "sum" }, ...content);

/** The largest terms and all others as one, as texts that add up to their sum to the last digit shown. */
export function largestTerms(terms, extra) {
  const order = [...terms].sort((a, b) => Math.abs(b.sum) - Math.abs(a.sum));
  const [shown, others] = [order.slice(0, MOST), order.slice(MOST)];
  const rest = others.reduce((sum, term) => sum + term.sum, 0);
  const numbers = [...shown.map((term) => term.sum), ...(others.length ? [rest] : []), extra];
  const rounded = addingUp(numbers, DIGITS);
  return { shown, count: others.length, texts: rounded.terms, total: rounded.total };
}

const OTHERS = { channels: (count) => t`${count} other channels`, inputs: (count) => t`${count} other inputs` };

/** A sum written out: terms, bias, total, and what the activation makes of it. */
function sumLines({ texts, total, count }, name, names, activation, value) {
  const row = (kind, label, text) => make("tr", { class: kind }, make("td", {}, label), make("td", { class: "number" }, minus(text)));
  const rows = names.map((label, index) => row("", label, texts[index]));
  if (count) rows.push(row("quiet", OTHERS[name](count), texts[names.length]));
  rows.push(row("", t`bias`, texts.at(-1)), row("total", t`sum`, total));
  if (activation !== "linear") rows.push(row("total", activation, number(value)));
  return make("table", { class: "terms" }, ...rows);
}

export function whereabouts({ output }, { row, column, channel }) {
  if (output[0] > 1) return t`map ${channel + 1}, row ${row}, column ${column}`;
  return output[2] === 10 ? t`digit ${channel}` : t`unit ${channel + 1}`;
}

let chosenChannel = null;  // the input channel whose patch is shown; the weightiest where none is chosen

/** This filter's kernel for each input channel; the one pointed at or tapped is the one multiplied below. */
function kernels(layer, terms, chosen, again) {
  const [rows, columns] = layer.settings.window;
  const tiles = new Tiles([rows, columns, terms.length], signedColors, t`The filter's kernels`);
  const largest = Math.max(...terms.flatMap(({ kernel }) => kernel.map(Math.abs)), 1e-9);
  const levels = new Uint8Array(rows * columns * terms.length);
  terms.forEach(({ kernel, channel }) => kernel.forEach((weight, at) => {
    levels[at * terms.length + channel] = Math.round(127 + (127 * weight) / largest);
  }));
  tiles.fit(KERNELS_WIDTH, 2);
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

const SHOW = {
  convolution({ terms, bias, activation, value }, { layer }, again) {
    const sum = largestTerms(terms, bias);
    const term = terms.find(({ channel }) => channel === chosenChannel) ?? sum.shown[0];
    const columns = layer.settings.window[1];
    const products = addingUp(term.products, DIGITS);
    const names = sum.shown.map(({ channel }) => {
      const choose = () => { chosenChannel = channel; again(); };
      return make("button", { class: channel === term.channel ? "chosen" : "", type: "button",
        text: t`channel ${channel + 1}`, onclick: choose });
    });
    return [
      ...(terms.length > 1 ? [kernels(layer, terms, term.channel, again)] : []),
      make("div", { class: "grids" }, grid(t`patch of channel ${term.channel + 1}`, term.patch, columns),
        grid(t`× kernel`, term.kernel, columns), grid(t`= products`, term.products, columns, products.terms.map(minus))),
      line(t`channel ${term.channel + 1}: the products add up to ${minus(products.total)}`),
      sumLines(sum, "channels", names, activation, value),
    ];
  },
  dense({ terms, bias, activation, value }) {
    const sum = largestTerms(terms, bias);
    const names = sum.shown.map((term) => t`input ${term.channel + 1}: ${number(term.input)} × ${number(term.weight)}`);
    return [sumLines(sum, "inputs", names, activation, value)];
  },
  "max pooling": ({ patch, value }, { layer }) => {
    const texts = patch.map((one) => (one === null ? "·" : number(one)));
    const figure = grid(t`the largest of`, patch, layer.settings.window[1], texts);
    const cells = figure.querySelectorAll(".cell");
    cells[patch.indexOf(value)]?.classList.add("cell-won");
    return [figure, line(`max = ${number(value)}`)];
  },
  "average pooling": ({ patch, value }, { layer }) =>
    meanOf(patch.filter((one) => one !== null), layer.settings.window[1], value),
  "global average pooling": ({ patch, value }, { layer }) => meanOf(patch, layer.input[1], value),
  "global max pooling": ({ patch, value }, { layer }) => [
    grid(t`the largest of`, patch, layer.input[1]), line(`max = ${number(value)}`)],
  relu: ({ before, value }) => [line(`max(0, ${number(before)}) = ${number(value)}`)],
  dropout: ({ value }) => [line(t`${number(value)}, as below: dropout leaves values out while learning only`)],
  rescaling: ({ before, scale, offset, value }) => [
    line(`${before} × ${local(scale.toPrecision(4))} ${signed(written(offset, 0))} = ${number(value)}`)],
  "batch normalization": ({ before, factor, bias, value }) => [
    line(`${number(before)} × ${number(factor)} ${signed(number(bias))} = ${number(value)}`)],
  flatten: ({ before, origin }) => [
    line(t`${number(before)}: row ${origin.row}, column ${origin.column} of map ${origin.channel + 1} below, laid in a row with all others`)],
  softmax({ terms, value }, { place }) {
    const all = terms.reduce((sum, { power }) => sum + power, 0);
    const rows = terms.map(({ channel, score, power }) => make("tr", { class: channel === place.channel ? "total" : "" },
      make("td", {}, `${channel}`), make("td", { class: "number" }, `exp(${number(score)})`), make("td", { class: "number" }, local(`= ${power.toPrecision(4)}`))));
    return [make("table", { class: "terms" }, ...rows),
      line(`${local(`${terms[place.channel].power.toPrecision(4)} / ${all.toPrecision(4)}`)} = ${plain(value)}`)];
  },
};

function meanOf(values, columns, value) {
  const texts = addingUp(values, DIGITS);
  return [grid(t`the mean of`, values, columns, texts.terms.map(minus)),
    line(`${minus(texts.total)} / ${values.length} = ${number(value)}`)];
}

/** The digits that excite this filter most, each with the patch that does it. */
function excitingDigits(digits, { layers, index }) {
  return digits.map(({ label, values, row, column }) => {
    const pixels = bytes(values);
    const figure = framed((at) => pixels[at], fieldOnImage(layers, index, { row, column }));
    figure.title = t`A training digit labeled ${label}`;
    return figure;
  });
}

/** An image of 28 x 28 with a box on it. */
function framed(level, box) {
  const canvas = make("canvas", { class: "field-image" });
  paint(canvas, 28, 28, inkColors, level);
  const frame = make("span", { class: "field-frame" });
  for (const [side, length] of Object.entries(box)) frame.style.setProperty(`--${side}`, `${(100 * length) / 28}%`);
  return make("div", { class: "field-box" }, canvas, frame);
}

export function mount({ element, server }) {
  const panel = element.closest("#arithmetic");
  const find = (selector) => element.querySelector(selector);
  const [title, value, body, buttons, animate, link, spoken] =
    ["title", "value", "body", "buttons", "animate", "link", "spoken"].map((name) => find(`.closeup-${name}`));
  const hint = find(".closeup-hint");
  const exciting = find(".closeup-exciting");
  const excited = { filter: null, digits: [] };
  let current = null, network = null, sliding = 0, speaking = 0, resting = 0;

  subscribe("network", (latest) => {
    network = latest;
    excited.filter = null;
  });

  const whole = ({ image, field }) => make("figure", { class: "field" }, make("figcaption", {}, t`what it sees of the image`),
    framed((index) => image[index], field));

  /** Fill in what excites the filter, once the pointer rests on it. */
  async function excite() {
    const { layer, place, layers } = current;
    const filter = JSON.stringify([layer.name, place.channel]);
    if (filter !== excited.filter) {
      try {
        const digits = await server.exciting({ network: network?.choice, layer: layer.name, channel: place.channel });
        Object.assign(excited, { filter, digits });
      } catch {
        return;  // the pad says when the server can't be reached
      }
    }
    if (current?.layers !== layers || filter !== JSON.stringify([current.layer.name, current.place.channel])) return;
    const images = excitingDigits(excited.digits, { layers, index: layers.indexOf(layer) });
    exciting.hidden = !images.length;
    exciting.querySelector("div").replaceChildren(...images);
  }

  function show() {
    const { layer, place, explanation } = current;
    title.textContent = `${layer.name}: ${whereabouts(layer, place)}`;
    const { row, column, channel } = place;
    Object.assign(panel.dataset, { layer: layer.name, row, column, channel });
    if (!explanation) {
      delete panel.dataset.value;
      value.textContent = "";
      body.replaceChildren(line(t`The arithmetic of this layer, or of one below it, is not known here; its maps are.`));
      return;
    }
    panel.dataset.value = explanation.value;
    value.textContent = plain(explanation.value);
    const isOneMap = layer.input[0] > 1;
    if (layer.kind === "convolution") resting = setTimeout(excite, RESTING);
    const seen = isOneMap ? [make("div", { class: "seen" }, whole(current), exciting)] : [];
    body.replaceChildren(...seen, ...SHOW[layer.kind](explanation, current, show));
    clearTimeout(speaking);
    speaking = setTimeout(() => { spoken.textContent = `${title.textContent}: ${value.textContent}`; }, 500);
  }

  subscribe("closeup", (latest) => {
    current = latest;
    clearTimeout(resting);
    exciting.hidden = true;
    buttons.hidden = !latest;
    animate.hidden = latest?.layer.output[0] === 1;
    if (latest) return show();
    stop();
    for (const name of ["layer", "row", "column", "channel", "value"]) delete panel.dataset[name];
    title.textContent = t`Where a value comes from`;
    value.textContent = "";
    body.replaceChildren(hint);
  });

  function slide() {
    const { layer, place } = current;
    const [rows, columns] = layer.output;
    const next = place.row * columns + place.column + 1;
    if (next >= rows * columns) return stop();
    publish("place", { ...place, row: Math.floor(next / columns), column: next % columns });
  }
  function stop() {
    clearInterval(sliding);
    sliding = 0;
    animate.textContent = t`Slide the window`;
  }
  animate.addEventListener("click", () => {
    if (sliding) return stop();
    animate.textContent = t`Stop`;
    publish("place", { ...current.place, row: 0, column: 0 });
    sliding = setInterval(slide, STRIDE);
  });
  let strokes = null;
  subscribe("drawing", (drawing) => { strokes = drawing?.strokes; });
  link.addEventListener("click", () => {
    const { layer, place } = current;
    const named = [layer.name, place.channel, place.row, place.column].join(".");
    const page = new URL(address(location, { tab: "layers", value: named }), location);
    copyAddress(link, withDrawing(page, strokes));
  });
}
