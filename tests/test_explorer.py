"""The interactive parts: menus on a live page, the chart alone elsewhere."""

from __future__ import annotations

import pytest
from IPython.display import DisplayHandle
from small_data import CLUSTER, award, small

from emustats.reference import load
from emustats.views import explorer, words
from emustats.views.view import Picture, view


@pytest.fixture(scope="module")
def seen():
    units = ("bca-van-phong", "bca-phap-che")
    awards = [award(unit, year, 5 + year % 7) for unit in units for year in (2018, 2019)]
    awards += [award("bca-ca-ha-tinh", 2019, 30, cluster="bca-diaphuong-5")]
    return view(small(reference=load(), awards=awards), cluster=CLUSTER, year=2019)


@pytest.fixture
def shown(monkeypatch):
    """What is displayed, in order; an exchanged output stands at the end."""
    found = []

    class Handle(DisplayHandle):
        def update(self, value, **_):
            found.append(value)

    def display(value, **options):
        found.append(value)
        return Handle() if options.get("display_id") else None

    monkeypatch.setattr("IPython.display.display", display)
    return found


PARTS = [explorer.commendations, explorer.trends, explorer.clusters]


@pytest.mark.parametrize("part", PARTS)
def test_without_a_page_there_is_the_chart_and_how_to_get_menus(seen, shown, monkeypatch, part):
    monkeypatch.setenv("EMUSTATS_INTERACTIVE", "0")
    part(seen)
    assert [type(each).__name__ for each in shown] == ["Picture", "Words"]
    assert shown[1] == words.STATIC


@pytest.mark.parametrize("part", PARTS)
def test_a_menu_exchanges_the_chart(seen, shown, monkeypatch, part):
    monkeypatch.setenv("EMUSTATS_INTERACTIVE", "1")
    part(seen)
    menus, picture = shown[0], shown[1]
    assert isinstance(picture, Picture)
    last = menus.children[-1]
    last.value = last.options[1][1]
    assert len(shown) == 3 and repr(shown[2]) != repr(picture)


def test_a_choice_without_data_is_said_in_words(seen, shown, monkeypatch):
    monkeypatch.setenv("EMUSTATS_INTERACTIVE", "1")
    explorer.clusters(seen)
    years = shown[0].children[0]
    years.value = 2018
    assert shown[-1] == words.NO_CHART["clusters_compared"]


def test_without_any_report_there_are_no_menus(shown):
    explorer.trends(view(small(reference=load())))
    assert shown == [words.NOTHING]
