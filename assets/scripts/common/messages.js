/**
 * The messages of the page's scripts; no code, so that browsers need not load it. `page/parts/message.py` makes those that
 * come from the server, and says what each number means.
 *
 * @typedef {{shape: number[], values: string}} Bytes  8-bit numbers in base64, last axis fastest
 * @typedef {object} Reading
 * @property {"digit" | "unsure" | "blank"} state
 * @property {number | null} digit
 * @property {"no digit" | "several digits" | "two alike" | null} doubt  why the state is "unsure"
 * @property {number[]} digits  those beside one another, where there are several
 * @property {number[]} probabilities  ten, by digit
 * @property {Bytes} image  28 x 28, ink 255
 * @property {number[]} corner  row and column of the fitted ink in the image
 * @property {number[]} fitted  rows and columns of the fitted ink
 * @property {Bytes | null} crop  the ink cut to its box, no larger than needed to be seen
 * @property {(Bytes & {layer: string, high: number}) | null} maps  rows x columns x filters; 255 stands for `high`;
 *   null where they were not asked for
 * @property {{place: number[], nearest: {label: number, values: string}[]}} [atlas]  where the drawing lives
 * @property {{high: number, values?: string}[] | null} layers  all layers' values, where they were asked for; a ReLU
 *   has none where those of the layer below tell them
 *
 * @typedef {object} Network
 * @property {string} name
 * @property {{shape: number[], values: string, layer: string, largest: number} | null} filters
 *   filters x rows x columns, 32-bit floats in base64
 * @property {Reading} blank  the reading of an empty pad
 * @property {string | null} choice  the name it was chosen by; null for the first one, also where there is none of the
 *   name, or no longer
 *
 * @typedef {{sentence: string}} Trouble  what to tell the visitor instead of an answer
 *
 * Messages by kind: "reading", "network" and "trouble" as above; "choice", the name of the network that the visitor
 * wants to read with; "offer", `{name, label}` of one more to choose from; "layers", "atlas" and "maps", whether all
 * layers' maps, the atlas and the first layer's maps are on the screen; "place", the pixel pointed at; "closeup", where
 * its value comes from; "drawing", what the pad sends to the server, null when it is empty; "asked", the one or two
 * digits that evidence is asked for; "picture", the data URL of one to lay on the pad; "recorded" and "tested", what is
 * known of the chosen network's training and of its answers to the test digits (results.js); "own", the visitor's own
 * digits; "training", whether a network of the visitor's is in line or learning; "run", `{name, title, epochs}` of one
 * put in line.
 */
export {};
