/**
 * What a server would tell the page, from the JSON in the page's file: `page_data` in `model/exports/page.py`.
 *
 * @type {{networks: Object<string, import("./addresses.js").Embedded>, samples: object[], curves: object}}
 */
export const { networks, samples, curves } = JSON.parse(document.getElementById("data").textContent);
