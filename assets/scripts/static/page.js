/** The page that is one file: its first network starts while the browser loads the modules of the page's parts. */
import { ready } from "../common/language.js";
import { load } from "../reading/reader.js";
import { fetchNetwork } from "./addresses.js";
import { networks } from "./data.js";

fetchNetwork(Object.keys(networks)[0]).then(load);
ready.then(() => import("./parts.js"));
