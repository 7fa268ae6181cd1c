/** Making parts of the page. */

/**
 * An element with its properties, attributes of data (`data`), text and children.
 * @param {string} tag
 * @param {{class?: string, text?: string, data?: Object<string, string>} & Object<string, any>} properties
 * @param {...(Node | string)} children
 */
export function make(tag, { class: name = "", text, data = {}, ...properties } = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  if (name) element.className = name;
  if (text !== undefined) element.textContent = text;
  Object.assign(element.dataset, data);
  element.append(...children);
  return element;
}

/** Give the visitor a file. @param {string} name @param {BlobPart} content @param {string} type  its MIME type */
export function download(name, content, type = "application/octet-stream") {
  const link = make("a", { href: URL.createObjectURL(new Blob([content], { type })), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);  // once the browser has begun to save
}
