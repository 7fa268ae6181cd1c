/** The cases that Python and the browser share; `tests/support/cases.py` says what they hold. */
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";

/** @type {object[]} */
export const CASES = JSON.parse(gunzipSync(readFileSync(new URL("../../support/cases.json.gz", import.meta.url))));

export const KINDS = [...new Set(CASES.map(({ kind }) => kind))];

/** @param {string} base64 @returns {number[]} */
export const numbers = (base64) => [...Buffer.from(base64, "base64")];
