from sourceline.export.conllu import conllu


def test_lines_are_conllu_with_offsets_into_the_input(reader, report_text):
    rows = [
        r
        for r in conllu(reader.analyse(report_text), "key")
        if r and not r.startswith("#")
    ]
    for row in rows:
        cells = row.split("\t")
        assert len(cells) == 10
        start, end = cells[9].split("TokenRange=")[1].split("|")[0].split(":")
        assert report_text[int(start) : int(end)] == cells[1]
    assert "".join(r.split("\t")[1] for r in rows) == "".join(report_text.split())


def test_space_after_rebuilds_each_sentence(reader, report_text):
    text, said = "", None
    for row in conllu(reader.analyse(report_text), "key"):
        if row.startswith("# text = "):
            said, text = row[9:], ""
        elif row and row[0] != "#":
            cells = row.split("\t")
            text += cells[1] + ("" if "SpaceAfter=No" in cells[9] else " ")
        elif not row:
            assert text.strip() == said


def test_marks_name_events_and_things(reader, report_text):
    out = "\n".join(conllu(reader.analyse(report_text), "key"))
    assert "Trigger=B-e" in out
    assert "Mention=B-count" in out
