/** Base64 text as typed arrays. */

/** @param {string} base64 @returns {Uint8Array} */
export function bytes(base64) {
  if (Uint8Array.fromBase64) return Uint8Array.fromBase64(base64);
  // Browsers from before 2025. `Uint8Array.from` with a function would take twenty times as long as this loop.
  const letters = atob(base64);
  const values = new Uint8Array(letters.length);
  for (let index = 0; index < letters.length; index++) values[index] = letters.charCodeAt(index);
  return values;
}

/** @param {string} base64 @returns {Float32Array} */
export function floats(base64) {
  return new Float32Array(bytes(base64).buffer);
}
