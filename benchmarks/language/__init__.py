"""What the language model is worth: syntax and names on public sets, the event graph on
the practice corpus, speed."""
