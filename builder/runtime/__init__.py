"""Python for the page: Pyodide, checked by hash, with the part of the standard library that the checker needs."""
