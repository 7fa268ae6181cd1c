/** The page's tabs, by their names in lower case: draw, layers, why, train, results, lesson. */

export function openTab(name) {
  document.getElementById(`tab-${name}-button`)?.click();
}
