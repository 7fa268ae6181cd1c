/**
 * What a server would tell the page: the JSON in the page's file, from `page_data` in `model/exports/page.py`.
 *
 * @typedef {import("../common/messages.js").Network & {planes: string}} Embedded  its weights are gzipped, in base64
 * @type {{networks: Object<string, Embedded>, samples: object[], curves: object}}
 */
export const { networks, samples, curves } = JSON.parse(document.getElementById("data").textContent);
