// Prints the keys of all t`…` in the scripts on the command line as a JSON list; `${…}` become {0}, {1} …
import { readFileSync } from "node:fs";
import { parse } from "acorn";
import { simple } from "acorn-walk";

const keys = [];
for (const path of process.argv.slice(2)) {
  simple(parse(readFileSync(path, "utf8"), { ecmaVersion: "latest", sourceType: "module" }), {
    TaggedTemplateExpression({ tag, quasi: { quasis } }) {
      if (tag.name !== "t") return;
      keys.push(quasis.map(({ value }) => value.cooked).reduce((key, part, index) => `${key}{${index - 1}}${part}`));
    },
  });
}
console.log(JSON.stringify(keys));
