import assert from "node:assert/strict";
import test from "node:test";
import { recall, remember, visitor } from "../../../assets/scripts/common/session.js";

test("where nothing may be kept, remembering fails in silence and nothing is recalled", () => {
  remember("runs", [1]);  // Node 20 has no `sessionStorage`
  assert.equal(recall("runs"), null);
});

test("a tab's own name is four numbers of chance", () => assert.match(visitor, /^[0-9a-z]+(-[0-9a-z]+){3}$/));
