/** The lesson's network, run in the browser and fetched when a step first needs it. */
import { t, translated } from "../common/language.js";
import { unpacked, Values } from "../reading/network.js";

export class LessonNetwork {
  /** @param {() => Promise<object>} ask  for the network's message */
  constructor(ask) {
    this.ask = ask;
    this.layers = null;
    this.latest = null;
    this.trouble = "";  // why it is unavailable, for the visitor
  }

  /** All layers' values for an image; null if the network is unavailable. @returns {Promise<Values | null>} */
  async values(image) {
    if (this.latest?.image === image) return this.latest.values;
    this.layers ??= this.fetch();
    const layers = await this.layers.catch(() => {
      this.layers = null;  // fetched again next time
      this.trouble = t`The server can't be reached.`;
      return [];
    });
    if (!layers.length) return null;
    this.latest = { image, values: new Values(layers, image) };
    return this.latest.values;
  }

  async fetch() {
    const { layers, trouble } = await this.ask();
    this.trouble = translated(trouble ?? "");
    return layers.map(unpacked);
  }
}

/** The index of a layer in its network, by name. */
export const placeOf = ({ layers }, name) => layers.findIndex((layer) => layer.name === name);
