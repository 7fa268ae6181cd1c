/** The lesson's network, which runs in the browser, whichever network reads the drawing; loaded when first needed. */
import { UNREACHED } from "../common/waiting.js";
import { fetchNetwork } from "../reading/addresses.js";
import * as reader from "../reading/reader.js";

const NAME = "lesson";

export class LessonNetwork {
  /** @param {object} here  what reads in this browser */
  constructor(here = { fetchNetwork, ...reader }) {
    this.here = here;
    this.network = null;
    this.latest = null;
    this.trouble = "";  // why it is unavailable, for the visitor
  }

  /**
   * All layers' values for an image; null if the network is unavailable.
   * @returns {Promise<import("../reading/arithmetic.js").LayerValues[] | null>}
   */
  async values(image) {
    if (this.latest?.image === image) return this.latest.values;
    try {
      this.network ??= await this.here.fetchNetwork(NAME);
      const values = await this.here.layerValues(this.network, image, [...this.network.layers.keys()]);
      this.latest = { image, values };
      this.trouble = "";
      return values;
    } catch {
      this.trouble = UNREACHED;
      return null;
    }
  }
}

/** The values of the layer with this name. @param {import("../reading/arithmetic.js").LayerValues[]} values */
export const valuesNamed = (values, name) => values.find(({ layer }) => layer.name === name);
