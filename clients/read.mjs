// Read a digit with a running page: `node clients/read.mjs http://127.0.0.1:7860 seven.png`.
// Needs `npm install --prefix clients`. For a Space, give `someone/inside-a-digit-classifier` as the address.
import { readFile } from "node:fs/promises";
import { Client } from "@gradio/client";

const [address, picture] = process.argv.slice(2);
const client = await Client.connect(address);

const { data: [label] } = await client.predict("/predict", { picture: new Blob([await readFile(picture)]) });
console.log("picture:", label.label, label.confidences[0].confidence);

const drawing = { strokes: [[300, 200, 700, 200, 450, 800]] };  // x0, y0, x1, y1, … on a grid of 0 to 1000, y down
const { data: [reading] } = await client.predict("/read", { drawing, activations: false });
console.log("strokes:", reading.digit, reading.state);
client.close();
