"""Lemmas as edit scripts: what to cut off the end of a word form and what to put there.

A script reads ``<case><cut>+<ending>``: ``l`` lowers the form first, ``k`` keeps it;
then ``cut`` characters leave and ``ending`` follows, so that ``killed`` with ``l2+`` is
``kill``. Irregular forms whose stem changes carry the whole lemma after ``=``. The
empty script keeps the form as it is, lowered unless it is all the script says.
"""

KEEP = "k0+"


def script(form: str, lemma: str) -> str:
    """The script that turns ``form`` into ``lemma``."""
    if form == lemma:
        return KEEP
    lowered = form.lower()
    case, base = (
        ("k", form) if lemma[:1].isupper() and form[:1] == lemma[:1] else ("l", lowered)
    )
    shared = 0
    for a, b in zip(base, lemma, strict=False):
        if a != b:
            break
        shared += 1
    if shared == 0:
        return f"={lemma}"
    return f"{case}{len(base) - shared}+{lemma[shared:]}"


def apply(rule: str, form: str) -> str:
    """The lemma that a script makes of ``form``; the form itself where the script does
    not fit it.
    """
    if not rule:
        return form
    if rule.startswith("="):
        return rule[1:]
    cut, _, ending = rule[1:].partition("+")
    base = form.lower() if rule[0] == "l" else form
    size = int(cut)
    return base[: len(base) - size] + ending if size < len(base) or ending else form
