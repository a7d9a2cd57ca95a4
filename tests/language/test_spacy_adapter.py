from sourceline.language.spacy_adapter import to_spacy


def test_a_doc_carries_words_trees_names_and_spans(reader, report_text):
    seen = reader.analyse(report_text)
    doc = to_spacy(seen)
    assert [t.text for t in doc] == [w.text for w in seen.words]
    assert [t.head.i for t in doc] == [
        w.head if w.head >= 0 else i for i, w in enumerate(seen.words)
    ]
    assert [s.text for s in doc.spans["triggers"]] == [
        report_text[t.start : t.end] for t in seen.triggers
    ]
    assert len(list(doc.sents)) == len(seen.sentences)
