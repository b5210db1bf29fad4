/** Starts Python as soon as the page begins to arrive, before its other scripts are there. */

import { beginEarly } from "./connection.mjs";

beginEarly(new URL("../../runtime/manifest.json", import.meta.url).href, document.documentElement.lang);
