/** The lesson's own network in the browser, fetched when a step first needs it. */
import { t, translated } from "../common/language.js";
import { unpacked, Values } from "../reading/network.js";

export class LessonNetwork {
  /** @param {() => Promise<object>} ask  for the network's message */
  constructor(ask) {
    this.ask = ask;
    this.layers = null;
    this.latest = null;
    this.trouble = "";  // why it can't be had, in words
  }

  /** All its layers' values for an image; null if the network can't be had. @returns {Promise<Values | null>} */
  async values(image) {
    if (this.latest?.image === image) return this.latest.values;
    this.layers ??= this.fetch();
    const layers = await this.layers.catch(() => {
      this.layers = null;  // asked for anew next time
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

/** The place of a layer in its network, by name. */
export const placeOf = ({ layers }, name) => layers.findIndex((layer) => layer.name === name);
