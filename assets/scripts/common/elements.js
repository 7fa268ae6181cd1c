/** Making parts of the page. */

/**
 * An element with its properties, `role` and `aria-…`, attributes of data (`data`), text and children.
 * @param {string} tag
 * @param {{class?: string, text?: string, data?: Object<string, string>} & Object<string, any>} properties
 * @param {...(Node | string)} children
 */
export function make(tag, { class: name = "", text, data = {}, ...properties } = {}, ...children) {
  const element = document.createElement(tag);
  for (const [property, value] of Object.entries(properties)) {
    // Not all browsers have properties for these yet.
    if (property === "role" || property.startsWith("aria-")) element.setAttribute(property, value);
    else element[property] = value;
  }
  if (name) element.className = name;
  if (text !== undefined) element.textContent = text;
  Object.assign(element.dataset, data);
  element.append(...children);
  return element;
}

/** Write a text where another stands: the browser would make the same one anew, and lay it out. */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** An element of a drawing in SVG. @param {string} tag @param {Object<string, any>} attributes */
export function makeSvg(tag, attributes, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** Whether a key is pressed with another: then it is the browser's own. */
export const hasModifier = ({ altKey, ctrlKey, metaKey }) => altKey || ctrlKey || metaKey;

/** Give the visitor a file. @param {string} name @param {BlobPart} content @param {string} type  its MIME type */
export function download(name, content, type = "application/octet-stream") {
  const link = make("a", { href: URL.createObjectURL(new Blob([content], { type })), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);  // once the browser has begun to save
}
