"""The advice for one set of answers: `uv run python -m examples.five_lines` in the project's folder.

Where the checker is installed, `python five_lines.py` will do.
"""

from checker import assess, load_content

content = load_content()
result = assess(content, {"age": 67, "saddle": ["numb"], "saddle_since": "new"})
print(result.level.id, "-", content.words["contacts"][result.contacts[0].id]["title"])
