import re

from sourceline.export import page


def test_whatever_the_report_holds_is_escaped(reader):
    text = '<script>alert(1)</script>\nTroops killed nine <b onmouseover="x">militants</b> near Talkarah on Tuesday.'
    shown = page.article(reader.analyse(text), '"><img src=x onerror=1>')
    assert "<script" not in shown
    assert "<img" not in shown
    assert "<b on" not in shown


def test_the_page_loads_nothing_and_shows_every_line(reader, report_text):
    whole = page.head() + page.article(reader.analyse(report_text), "key") + page.foot()
    assert not re.search(r"https?://|<script|<link|@import|url\(", whole)
    shown = re.sub(r"<sub>[^<]*</sub>|<[^>]+>", "", whole)
    for row in report_text.splitlines():
        assert row in shown


def test_trees_and_arcs_are_drawn(reader, report_text):
    shown = page.article(reader.analyse(report_text), "key")
    assert shown.count("<svg") == len(reader.analyse(report_text).sentences)
    assert 'class="role"' in shown
