"""The language model: from text to words, trees, mentions and the event graph."""
