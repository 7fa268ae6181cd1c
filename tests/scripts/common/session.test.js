import assert from "node:assert/strict";
import test from "node:test";
import { recall, remember, visitor } from "../../../assets/scripts/common/session.js";

test("without session storage, remembering does nothing and recalling gives null", () => {
  remember("runs", [1]);  // Node 20 has no `sessionStorage`
  assert.equal(recall("runs"), null);
});

test("a tab's name is four random numbers", () => assert.match(visitor, /^[0-9a-z]+(-[0-9a-z]+){3}$/));
