/** All misread test digits, most confident first. */
import { count as whole, t } from "../common/language.js";
import { subscribe } from "../common/bus.js";
import { offerCsv } from "./csv.js";
import { Gallery } from "./gallery.js";

const COLUMNS = ["index", "right", "read", "confidence", "refused"];

export function mount({ element, server }) {
  const save = offerCsv(element, "mistakes");
  const gallery = new Gallery(element.querySelector(".mistakes"), server.digits, t`No mistakes.`);

  subscribe("tested", (tested) => {
    if (!tested) {
      gallery.clear("");
      return save("", null);
    }
    const { mistakes } = tested;
    const refused = mistakes.refused.filter(Boolean).length;
    gallery.ask({ network: tested.choice }, refused
      ? t`${whole(mistakes.index.length)} mistakes: true digit → digit read; ${whole(refused)} marked ?, where the page would not answer`
      : t`${whole(mistakes.index.length)} mistakes: true digit → digit read`);
    save(tested.name, [COLUMNS, ...mistakes.index.map((_, place) => COLUMNS.map((column) => mistakes[column][place]))]);
  });
}
