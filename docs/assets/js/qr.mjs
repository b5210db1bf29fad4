/** A QR code as a picture: black on white, also in dark colours, with the quiet border that scanners need. */

import { shape } from "./svg.mjs";

const BORDER = 4;

/**
 * @param {string[]} rows  1 for a dark module, 0 for a light one
 * @param {string} label
 */
export function codePicture(rows, label) {
  const size = rows.length + 2 * BORDER;
  return shape(
    "svg",
    {
      class: "code",
      viewBox: `0 0 ${size} ${size}`,
      role: "img",
      "aria-label": label,
      "shape-rendering": "crispEdges",
    },
    shape("rect", { width: size, height: size, fill: "#fff" }),
    shape("path", { d: outline(rows), fill: "#000" }),
  );
}

/**
 * One bar for each run of dark modules.
 *
 * @param {string[]} rows
 */
function outline(rows) {
  return rows
    .flatMap((row, y) =>
      [...row.matchAll(/1+/g)].map(
        ({ 0: run, index }) => `M${index + BORDER} ${y + BORDER}h${run.length}v1h-${run.length}z`,
      ),
    )
    .join("");
}
