import assert from "node:assert/strict";
import test from "node:test";
import { frame, scanned } from "../../../assets/scripts/sharing/code.js";

const PAGE = new URL("https://someone.example/page?tab=draw#old");

test("the scanned address contains the drawing and needs no note", () => {
  assert.deepEqual(scanned(PAGE, [[0, 1]]), { url: "https://someone.example/page?tab=draw#s=AAAB", note: "" });
});

test("a drawing too long for a QR code is left out, with a note", () => {
  const long = [Array.from({ length: 900 }, (_, at) => at)];
  assert.deepEqual(scanned(PAGE, long), {
    url: "https://someone.example/page?tab=draw", note: "Without the drawing, which is too long for a QR code." });
});

for (const host of ["127.0.0.1:7860", "localhost:7860", "[::1]:7860"]) {
  test(`a note says that ${host} only opens on this computer`, () => {
    assert.match(scanned(new URL(`http://${host}/`)).note, /^This address opens only on this computer\./);
  });
}

test("the embedding frame shows the pad alone, without the address's other parameters", () => {
  assert.match(frame(PAGE), /^<iframe src="https:\/\/someone\.example\/page\?view=pad" /);
});
