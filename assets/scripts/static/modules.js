/**
 * Loads the modules of a page that is one file. `files` holds their sources by path, each after those that it imports,
 * and all other files as data: URLs; `entry` is the path of the first module to run. `model/exports/scripts.py` has put
 * both in front of this, and replaced the relative addresses in the sources: these modules have no address themselves.
 *
 * The page and its worker each run this: from a disk, Chromium lets no worker load the page's blob: URLs.
 */
globalThis.digitsFiles = {};  // the files' addresses by path

function moduleAddress(path, source) {
  const linked = source.replace(/"page:(.+?)"/g, (_, imported) => `"${digitsFiles[imported]}"`);
  // The last line is the module's name in error messages and in the browser's tools.
  return URL.createObjectURL(new Blob([linked, `\n//# sourceURL=${path}`], { type: "text/javascript" }));
}
for (const [path, content] of Object.entries(files)) {
  digitsFiles[path] = content.startsWith("data:") ? content : moduleAddress(path, content);
}

// A worker's first messages may arrive before its module listens.
const early = [];
const keep = (event) => early.push(event.data);
addEventListener("message", keep);
import(digitsFiles[entry]).then(() => {
  removeEventListener("message", keep);
  for (const data of early) dispatchEvent(new MessageEvent("message", { data }));
});
