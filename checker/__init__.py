"""Back pain red flags: how soon to get help, from whom, and why.

>>> from checker import assess, load_content
>>> content = load_content()
>>> assess(content, {"danger": ["chest_pain"]}).level.id
'emergency_now'
"""

from checker.engine import assess
from checker.errors import CheckerError
from checker.loading import load_content
from checker.model import Assessment, Content

__all__ = ["Assessment", "CheckerError", "Content", "assess", "load_content"]
