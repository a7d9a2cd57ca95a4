from sourceline.resolve.tense import looks_ahead


def test_looks_ahead_by_the_nearest_verb() -> None:
    text = "They left after the chief said they would march on Friday"
    at = text.index("Friday")
    assert looks_ahead(text, at, at + 6) is True
    text = "They will rebuild what burned on Friday"
    at = text.index("Friday")
    assert looks_ahead(text, at, at + 6) is False
    assert looks_ahead("Friday in Qelb", 0, 6) is None
