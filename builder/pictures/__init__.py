"""Pictures as SVG: drawings, charts, the icons of the levels, the map of the check."""
