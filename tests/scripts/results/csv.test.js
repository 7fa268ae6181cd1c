import assert from "node:assert/strict";
import test from "node:test";
import { csv } from "../../../assets/scripts/results/csv.js";

test("a table's cells are apart by commas, its rows end as RFC 4180 says", () => {
  assert.equal(csv([["digit", "right"], [0, true], [1, 0.5]]), "digit,right\r\n0,true\r\n1,0.5\r\n");
});

test("a cell with a comma, a quote or a new line is in quotes", () => {
  assert.equal(csv([["a,b", 'say "7"', "two\nlines"]]), '"a,b","say ""7""","two\nlines"\r\n');
});

test("what is not there is an empty cell", () => assert.equal(csv([[null, undefined, ""]]), ",,\r\n"));
