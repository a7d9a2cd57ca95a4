from sourceline.resolve.gazetteer_rows import usable, without_unit_words


def test_codes_and_words_for_a_kind_are_no_spellings():
    assert not usable("XTM")
    assert not usable("Air Base")
    assert usable("Marun")


def test_unit_words_are_no_part_of_the_name():
    assert without_unit_words("Tarun Oblast") == "Tarun"
    assert without_unit_words("State") == "State"
