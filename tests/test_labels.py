"""Every column and coded value of the tidy tables has a name in both languages."""

import pytest

from emustats import schema
from emustats.labels import column_label, value_label


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_coded_value_of_the_schema_has_a_name(lang):
    for table in schema.TABLES.values():
        for column in table.columns:
            for value in column.allowed:
                if column.name != "award_class":
                    assert value_label(column.name, value, lang) != value, (column.name, value)


def test_levels_have_names():
    assert [value_label("level", level) == level for level in schema.LEVELS] == [False] * len(schema.LEVELS)


def test_an_unknown_column_or_value_stays_as_it_is():
    assert column_label("điều lạ") == "điều lạ"
    assert value_label("state", "lạ") == "lạ"
    assert value_label("điều lạ", "decided") == "decided"


def test_the_columns_that_people_see_are_named():
    assert column_label("unit_id") == "Đơn vị"
    assert column_label("unit_id", "en") == "Unit"
    assert column_label("total") == "Tổng cộng"
