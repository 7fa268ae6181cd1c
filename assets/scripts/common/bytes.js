/** Base64 text as typed arrays. */

/** @param {string} base64 @returns {Uint8Array} */
export function bytes(base64) {
  // `Uint8Array.fromBase64` is in browsers since 2025; `Uint8Array.from` with a function takes twenty times as long.
  const letters = atob(base64);
  const values = new Uint8Array(letters.length);
  for (let index = 0; index < letters.length; index++) values[index] = letters.charCodeAt(index);
  return values;
}

/** @param {string} base64 @returns {Float32Array} */
export function floats(base64) {
  return new Float32Array(bytes(base64).buffer);
}
