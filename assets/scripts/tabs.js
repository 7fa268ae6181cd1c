/** The page's tabs, by their names in lower case: draw, layers, why, train, results, lesson. */

export function openTab(name) {
  // Where the row is too short, Gradio puts the last tabs into a menu, without their ids.
  const inMenu = () => [...document.querySelectorAll("#tabs .overflow-dropdown button")]
    .find((button) => button.textContent.trim().toLowerCase() === name);
  (document.getElementById(`tab-${name}-button`) ?? inMenu())?.click();
}
