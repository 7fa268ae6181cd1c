export function prepare(strokes) {
  const xs = strokes.flatMap((s) => s.filter((_, i) => i % 2 === 0)), ys = strokes.flatMap((s) => s.filter((_, i) => i % 2));
  if (!xs.length) return null;
  const [x0, x1, y0, y1] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  if (Math.max(x1 - x0, y1 - y0) < 30) return null;
  const k = 17.5 / Math.max(x1 - x0, y1 - y0), image = new Uint8Array(784);
  for (let r = 0; r < 28; r++) for (let c = 0; c < 28; c++) {
    let d = 99;
    for (const s of strokes) for (let i = 0; i + 3 < s.length; i += 2) {
      const P = [(s[i] - (x0 + x1) / 2) * k + 14, (s[i + 1] - (y0 + y1) / 2) * k + 14], Q = [(s[i + 2] - (x0 + x1) / 2) * k + 14, (s[i + 3] - (y0 + y1) / 2) * k + 14];
      const vx = Q[0] - P[0], vy = Q[1] - P[1], wx = c + .5 - P[0], wy = r + .5 - P[1];
      const t = Math.max(0, Math.min(1, (wx * vx + wy * vy) / (vx * vx + vy * vy || 1)));
      d = Math.min(d, Math.hypot(wx - t * vx, wy - t * vy));
    }
    image[28 * r + c] = 255 * Math.max(0, Math.min(1, 1.7 - d));
  }
  return { image, corner: [4, 4], fitted: [20, 20], crop: { shape: [28, 28], values: image }, strokes };
}
export const splitParts = () => [];
