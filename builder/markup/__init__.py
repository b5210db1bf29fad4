"""Pieces of pages as HTML: tables, blocks, templates of theme/partials, the numbers that dial."""
