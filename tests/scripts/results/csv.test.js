import assert from "node:assert/strict";
import test from "node:test";
import { csv } from "../../../assets/scripts/results/csv.js";

test("cells are separated by commas, rows by the line ends of RFC 4180", () => {
  assert.equal(csv([["digit", "right"], [0, true], [1, 0.5]]), "digit,right\r\n0,true\r\n1,0.5\r\n");
});

test("a cell with a comma, a quote or a line break is quoted", () => {
  assert.equal(csv([["a,b", 'say "7"', "two\nlines"]]), '"a,b","say ""7""","two\nlines"\r\n');
});

test("a missing value is an empty cell", () => assert.equal(csv([[null, undefined, ""]]), ",,\r\n"));
