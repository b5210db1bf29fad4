"""The likelihood explorer, for clinicians: what one finding changes, in a setting, by published figures.

It is no part of the self-check, which does not import it. It takes the evidence register from
the checker, and has a content folder of its own.
"""
