/**
 * The types of all messages: those between the page's scripts, which bus.js carries, and the server's answers. No code,
 * so browsers need not load it. `page/parts/message.py` builds the server's and says what each number means.
 *
 * Kinds of messages on the bus:
 * - "network", a `Network`: the one that reads
 * - "reading", a `Reading`; "trouble", a `Trouble`
 * - "drawing": what the pad sends to the server; null when it is empty
 * - "picture", `{picture, pixels}`: an image in MNIST's form to put on the pad: its data URL, and 28 x 28 pixels
 * - "choice": the name of the network that the visitor wants to read with; "offer", `{name, label}`: one more to choose
 * - "layers": the names of the layers whose maps are on the screen
 * - "reader": "browser" once the network has been loaded into it, "server" if it can't be
 * - "sending", `{element, isSending}`: whether an element on the screen sends the drawing to the server
 * - "place": the pixel pointed at; "closeup": where its value comes from
 * - "asked", `{digit, other}`: the one or two digits whose evidence is wanted
 * - "recorded", a `Recorded`; "tested", a `Tested` with `name` and `choice`, or null until it arrives
 * - "own": the visitor's own digits; "training": whether a network of the visitor's is queued or running
 * - "run", `{name, title, epochs}`: a training that was just queued
 *
 * @typedef {{shape: number[], values: string}} Bytes  8-bit numbers in base64, last axis fastest
 *
 * @typedef {object} Reading
 * @property {"digit" | "unsure" | "blank"} state
 * @property {number | null} digit
 * @property {"no digit" | "several digits" | "two alike" | null} doubt  why the state is "unsure"
 * @property {number[]} digits  from left to right, where there are several
 * @property {ArrayLike<number>} probabilities  ten, by digit
 * @property {Uint8Array} image  28 x 28, ink 255
 * @property {number[]} corner  row and column of the fitted ink in the image
 * @property {number[]} fitted  rows and columns of the fitted ink
 * @property {{shape: number[], values: Uint8Array} | null} crop  the ink cut to its bounding box, no larger than needed
 *   to be seen
 * @property {Maps & {layer: string} | null} maps  of the first layer; null if it sees no image
 * @property {Object<string, Maps> | null} layers  those that were asked for, by name
 *
 * @typedef {{shape: number[], high: number, values: Uint8Array}} Maps  rows x columns x channels, last axis fastest;
 *   255 stands for `high`, or 254 if the values are signed, and 127 for zero. From the server, its numbers, like those
 *   of `image` and `crop`, are in base64.
 *
 * @typedef {object} Network
 * @property {string} name
 * @property {{shape: number[], values: string, layer: string, largest: number} | null} filters
 *   filters x rows x columns, 32-bit floats in base64
 * @property {string | null} choice  the name it was chosen by; null for the first network, also if no network has that
 *   name any more
 * @property {string | null} firstLayer  the name of the layer whose maps show the first convolution's responses
 * @property {number | null} leastEnergy  the energy of the logits below which an answer is refused
 * @property {import("../reading/forward.js").Layer[]} layers  empty if they do not form a chain
 * @property {string | null} weights  the checksum of its weights; null if its layers do not form a chain
 *
 * @typedef {{sentence: string}} Trouble  what to tell the visitor instead of an answer
 *
 * @typedef {object} Evidence  what the server's `why` answers
 * @property {number} digit @property {Bytes} image
 * @property {number | null} other  if there is one, the score explained is the difference of the two digits' scores
 * @property {Object<string, {high: number, values: string}>} maps  28 x 28, by name
 *
 * @typedef {{places?: string, labels?: string}} Atlas  test digits: (x, y) as 32-bit floats, and their labels, in
 *   base64; empty for a network without a map
 *
 * @typedef {object} Progress  the server's answer on a training
 * @property {"queued" | "running" | "done" | "stopped" | "failed" | "gone"} state
 * @property {number} ahead  trainings in the queue before it
 * @property {string} reason  why it ended early
 * @property {number[][]} points  those since the last question
 * @property {number | null} left  seconds
 * @property {object | null} filters  of the first layer, as they are now
 * @property {object} figures  the results
 *
 * @typedef {{right: number, count: number, low: number, high: number}} Share  with its 95 % interval, 0 to 1
 *
 * @typedef {object} Recorded  what the training's record of the chosen network says
 * @property {string} name  the network's
 * @property {boolean} hasRecord @property {boolean} isAugmented
 * @property {Share | null} test @property {Object<string, number | string>} facts
 * @property {Object<string, number[]>} curves  accuracy, loss, val_accuracy, val_loss after each epoch
 * @property {string[][][]} drawings  tables of drawings read, the head first; empty where they were never measured
 *
 * @typedef {{index: number[], right: number[], read: number[], confidence: number[], refused: boolean[]}} Answers
 *
 * @typedef {Answers & {total: number, images: string}} Digits  28 x 28 bytes each, in base64
 *
 * @typedef {object} Tested  the chosen network's answers to the test digits
 * @property {Share} test @property {number} refused @property {number} calibrationError
 * @property {number[][]} confusion  counts by right digit and digit read
 * @property {Share[]} digits @property {(Share & {confidence: number})[]} bins
 * @property {Answers} mistakes  most confident first
 */
export {};
