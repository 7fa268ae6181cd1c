/** Creating and changing elements of the page. */

/**
 * An element with its properties, `role` and `aria-…` attributes, data attributes, text and children.
 * @param {string} tag
 * @param {{class?: string, text?: string, data?: Object<string, string>} & Object<string, any>} properties
 * @param {...(Node | string)} children
 */
export function make(tag, { class: name = "", text, data = {}, ...properties } = {}, ...children) {
  const element = document.createElement(tag);
  for (const [property, value] of Object.entries(properties)) {
    // Some browsers have no properties for these yet.
    if (property === "role" || property.startsWith("aria-")) element.setAttribute(property, value);
    else element[property] = value;
  }
  if (name) element.className = name;
  if (text !== undefined) element.textContent = text;
  Object.assign(element.dataset, data);
  element.append(...children);
  return element;
}

/** Set an element's text if it differs: setting the same text again costs a layout. */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** An SVG element. @param {string} tag @param {Object<string, any>} attributes */
export function makeSvg(tag, attributes, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** Whether a key is pressed together with a modifier: such shortcuts belong to the browser. */
export const hasModifier = ({ altKey, ctrlKey, metaKey }) => altKey || ctrlKey || metaKey;

/** Let the visitor save a file. @param {string} name @param {BlobPart} content @param {string} type  its MIME type */
export function download(name, content, type = "application/octet-stream") {
  const link = make("a", { href: URL.createObjectURL(new Blob([content], { type })), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);  // after the browser has started saving
}
