import assert from "node:assert/strict";
import test from "node:test";
import { frame, scanned } from "../../../assets/scripts/sharing/code.js";

const PAGE = new URL("https://someone.example/page?tab=draw#old");

test("the drawing is in what is scanned, and nothing must be said of it", () => {
  assert.deepEqual(scanned(PAGE, [[0, 1]]), { url: "https://someone.example/page?tab=draw#s=AAAB", note: "" });
});

test("a drawing too long for a code is left out and that is said", () => {
  const long = [Array.from({ length: 900 }, (_, at) => at)];
  assert.deepEqual(scanned(PAGE, long), {
    url: "https://someone.example/page?tab=draw", note: "Without the drawing, which is too long for a QR code." });
});

for (const host of ["127.0.0.1:7860", "localhost:7860", "[::1]:7860"]) {
  test(`of ${host} a note says that it opens only on this computer`, () => {
    assert.match(scanned(new URL(`http://${host}/`)).note, /^This address opens only on this computer\./);
  });
}

test("the frame shows the pad alone, without what else the address asks for", () => {
  assert.match(frame(PAGE), /^<iframe src="https:\/\/someone\.example\/page\?view=pad" /);
});
