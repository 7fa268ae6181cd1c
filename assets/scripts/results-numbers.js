/** Numbers as the Results tab writes them. */
import { count, local } from "./language.js";

/** 0.99621 -> "99.62 %" */
export const percent = (share, places = 2) => local(`${(100 * share).toFixed(places)} %`);

/** 10000 -> "10,000" */
export const whole = count;

/** 2203.6 -> "37 min" */
export const duration = (seconds) => (seconds < 120 ? `${Math.round(seconds)} s` : `${Math.round(seconds / 60)} min`);
