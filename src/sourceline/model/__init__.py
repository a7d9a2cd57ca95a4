"""The records, frozen and typed, with no behaviour beyond their own invariants."""
