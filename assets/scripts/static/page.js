/** The page that is one file: its first network starts while the browser loads the modules of the page's parts. */
import { load } from "../reading/reader.js";
import { fetchNetwork } from "./addresses.js";
import { networks } from "./data.js";

fetchNetwork(Object.keys(networks)[0]).then(load);
import("./parts.js");
