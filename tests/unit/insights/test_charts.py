"""Charts as numbers for an SVG."""

from portal.insights.charts import HEIGHT, WIDTH, bar_chart, range_chart, share_chart


def test_bars_stand_on_the_ground_and_the_tallest_reaches_the_edge():
    chart = bar_chart([0, 1, 100], ["none", "one", "most"])
    assert [bar.height for bar in chart.bars] == [0, 1.5, HEIGHT]  # what is there is seen
    assert all(bar.y + bar.height == HEIGHT for bar in chart.bars)
    assert all(bar.x >= 0 and bar.x + bar.width <= WIDTH for bar in chart.bars)
    assert (chart.top, chart.bars[2].title) == (100, "most")


def test_no_values_draw_nothing():
    assert bar_chart([], []).bars == ()
    assert [bar.height for bar in bar_chart([0, 0], ["", ""]).bars] == [0, 0]
    assert share_chart([], []).line == ""


def test_a_line_breaks_off_where_nobody_asked():
    chart = share_chart([0.0, 1.0, None, 0.5], ["a", "b", "c", "d"])
    assert chart.line == f"M37.5 {HEIGHT:g}L112.5 0M262.5 {HEIGHT / 2:g}"
    assert [point.title for point in chart.points] == ["a", "b", "d"]


def test_a_share_of_few_is_a_hollow_point_on_the_same_line():
    chart = share_chart([1.0, 0.5, None], ["many", "few", ""], few={1})
    assert [point.title for point in chart.points] == ["many"]
    assert [point.title for point in chart.hollow] == ["few"]
    assert chart.line == f"M50 0L150 {HEIGHT / 2:g}"


def test_a_range_stands_between_its_ends_with_a_point_at_the_smaller():
    chart = range_chart([(25, 100), None, (50, 50)], ["wide", "", "none"])
    assert [(bar.y, bar.height) for bar in chart.bars] == [(0, HEIGHT * 0.75), (HEIGHT / 2, 0)]
    assert [point.y for point in chart.points] == [HEIGHT * 0.75, HEIGHT / 2]
    assert [point.x for point in chart.points] == [50, 250]
    assert range_chart([(0, 0)], ["now"]).points[0].y == HEIGHT
    assert range_chart([None], [""]).bars == ()
