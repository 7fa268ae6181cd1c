/**
 * Gradio's loading signs count their seconds anew for each frame, and the page's own goes on with that when it is gone
 * (6.31): as long as the page is open, the processor never rests. To count seconds, once a second is enough. It is
 * known by its text, which Gradio's build writes without a space.
 */
const atNextFrame = window.requestAnimationFrame.bind(window);
window.requestAnimationFrame = (callback) =>
  /performance\.now\(\)-/.test(callback) ? setTimeout(callback, 1000) : atNextFrame(callback);
