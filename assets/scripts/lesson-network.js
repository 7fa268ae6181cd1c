/** The lesson's own network in the browser, fetched when a step first needs it. */
import { unpacked, Values } from "./network.js";

export class LessonNetwork {
  /** @param {() => Promise<object>} ask  for the network's message */
  constructor(ask) {
    this.ask = ask;
    this.layers = null;
    this.latest = null;
  }

  /** All its layers' values for an image; null if the network can't be had. @returns {Promise<Values | null>} */
  async values(image) {
    if (this.latest?.image === image) return this.latest.values;
    this.layers ??= this.ask().then(({ layers }) => layers.map(unpacked));
    const layers = await this.layers.catch(() => {
      this.layers = null;  // asked for anew next time
      return [];
    });
    if (!layers.length) return null;
    this.latest = { image, values: new Values(layers, image) };
    return this.latest.values;
  }
}

/** The place of a layer in its network, by name. */
export const placeOf = ({ layers }, name) => layers.findIndex((layer) => layer.name === name);
