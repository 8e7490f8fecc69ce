"""The tidy tables hold what the schema says: every frame of the sample, checked by an independent validator."""

import shutil
from pathlib import Path

import pandas as pd
import pandera.pandas as pa
import pytest

import emustats
from emustats import schema
from emustats.errors import FrameError

SAMPLE = Path(__file__).parent.parent / "data" / "sample"


def validator(table: schema.Table) -> pa.DataFrameSchema:
    """The table as a pandera schema: its columns in order and no others, dtypes, allowed values, key."""
    columns = {
        column.name: pa.Column(
            column.dtype, [pa.Check.isin(column.allowed)] if column.allowed else None, nullable=True, required=True
        )
        for column in table.columns
    }
    return pa.DataFrameSchema(columns, strict=True, ordered=True, unique=list(table.key) or None)


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    folder = tmp_path_factory.mktemp("received")
    for year in ("2015", "2019"):
        shutil.copytree(SAMPLE / year, folder / year)
    return emustats.load(folder, cache=False)


@pytest.mark.parametrize("name", schema.TABLES)
def test_every_frame_of_the_sample_conforms(data, name):
    frame = getattr(data, name)
    validator(schema.TABLES[name]).validate(pd.DataFrame(frame), lazy=True)
    assert len(frame) or name == "fixes"


@pytest.mark.parametrize("name", schema.TABLES)
def test_an_empty_table_conforms(name):
    validator(schema.TABLES[name]).validate(schema.build(name, {}), lazy=True)


def test_a_value_that_is_not_allowed_is_found():
    frame = schema.build("awards", {"state": ["decided", "perhaps"], "submission_id": ["a", "b"]})
    with pytest.raises(pa.errors.SchemaErrors, match="perhaps"):
        validator(schema.TABLES["awards"]).validate(frame, lazy=True)


def test_columns_left_out_are_missing_not_zero():
    frame = schema.build("awards", {"unit_id": ["a"]})
    assert frame["award_count"].isna().all() and frame["award_code"].isna().all()


def test_an_unknown_column_is_refused_by_name():
    with pytest.raises(FrameError, match="mau_sac"):
        schema.build("awards", {"mau_sac": ["xanh"]})


def test_a_statistic_names_the_columns_it_misses():
    with pytest.raises(FrameError, match="award_count"):
        schema.require(pd.DataFrame({"unit_id": ["a"]}), "awards", ["unit_id", "award_count"])
    schema.require(pd.DataFrame({"unit_id": ["a"]}), "awards", ["unit_id"])


def test_every_column_says_what_it_means():
    for table in schema.TABLES.values():
        assert table.grain and set(table.key) <= set(table.names)
        assert len(set(table.names)) == len(table.names)
        for column in table.columns:
            assert column.meaning and column.missing, (table.name, column.name)
