"""The pages in Markdown, with the form of the check, and how easily each reads."""
