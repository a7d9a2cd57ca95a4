"""Words of a report to what they stand for: places, dates, actors."""
