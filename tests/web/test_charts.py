"""The small charts: what stands where."""

from sourceline.web.charts import toll_chart


def chart(*told: tuple[str, int]):
    steps = [{"day": day, "figure": n, "claim": f"c-{n}"} for day, n in told]
    return toll_chart({"history": steps})


def test_labels_of_figures_close_together_do_not_lie_on_one_another() -> None:
    dots = chart(("2019-07-17", 31), ("2019-07-19", 36), ("2019-07-19", 38)).dots
    low, high = (next(d for d in dots if d.figure == n) for n in (36, 38))
    assert high.label_y < high.y < low.y < low.label_y
    assert low.label_y - high.label_y >= 14


def test_a_label_with_room_stands_above_its_dot() -> None:
    for dot in chart(("2019-07-17", 10), ("2019-07-25", 90)).dots:
        assert dot.label_y < dot.y
