/** A QR code as a picture: black on white, also in dark colours, with the quiet border that scanners need. */

const SVG = "http://www.w3.org/2000/svg";
const BORDER = 4;

/**
 * @param {string[]} rows  1 for a dark module, 0 for a light one
 * @param {string} label
 * @returns {SVGSVGElement}
 */
export function codePicture(rows, label) {
  const size = rows.length + 2 * BORDER;
  const picture = document.createElementNS(SVG, "svg");
  for (const [name, value] of Object.entries({
    class: "code",
    viewBox: `0 0 ${size} ${size}`,
    role: "img",
    "aria-label": label,
    "shape-rendering": "crispEdges",
  })) {
    picture.setAttribute(name, value);
  }
  picture.append(
    shape("rect", { width: `${size}`, height: `${size}`, fill: "#fff" }),
    shape("path", { d: outline(rows), fill: "#000" }),
  );
  return picture;
}

/**
 * @param {string} tag
 * @param {Record<string, string>} attributes
 */
function shape(tag, attributes) {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
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
