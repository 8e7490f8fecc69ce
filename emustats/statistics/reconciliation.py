"""Our figures against published ones, and the figures of one year at two dates."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from emustats import schema
from emustats.reference import load
from emustats.reference.names import award_name, cluster_name, unit_name
from emustats.reference.published import published as read_published
from emustats.reference.reporting import highlights
from emustats.statistics.awards import tally
from emustats.statistics.conforming import conformed
from emustats.statistics.coverage import coverage
from emustats.statistics.selection import NUMBERS
from emustats.statistics.targets import achievement

if TYPE_CHECKING:
    from emustats.reference import Reference

OUTCOMES = ("differs", "approximate", "agrees", "not_computed", "not_published")
_OURS = {"awards_collective": "collective", "awards_individual": "individual", "awards_total": "total"}
_WORDS = {
    "units_in_cluster": ("số đơn vị", "units"),
    "awards_collective": ("lượt tập thể", "commendations of collectives"),
    "awards_individual": ("lượt cá nhân", "commendations of individuals"),
    "awards_total": ("tổng số lượt", "commendations in all"),
    "awards_by_form": ("lượt", "commendations"),
    "units_rate": ("tỷ lệ đơn vị đạt chỉ tiêu", "share of units meeting their targets"),
    "nomination": ("đề nghị", "nominations"),
    "indicator": ("chỉ tiêu nghiệp vụ", "indicator"),
}
_RECIPIENTS = {"collective": ("tập thể", "collectives"), "individual": ("cá nhân", "individuals")}
_DTYPES = {
    "outcome": "str", "figure": "str", "figure_en": "str", "kind": "str", "cluster_id": "str", "unit_id": "str",
    "year": "Int64", "recipient": "str", "award_codes": "str", "state": "str", "computed": "Float64",
    "published": "Float64", "difference": "Float64", "is_approximate": "boolean", "computed_as_of": "datetime64[us]",
    "published_as_of": "datetime64[us]", "status": "str", "printed": "str", "source": "str", "notes": "str",
}  # fmt: skip


def reconcile(
    data: Any, *, published: pd.DataFrame | str | Path | None = None, reference: Reference | None = None
) -> pd.DataFrame:
    """Every published figure beside ours.

    ``published``: a frame as ``emustats.reference.published.published`` returns it, the path of such a file, or None
    for ``data/published/figures.csv``. Counts of awards are lượt as ``es.tally`` counts them, in the state the source
    names (decided and received where it names none); units are those expected in the cluster, units_rate is that
    of ``es.achievement``, a nomination is one proposal. A figure published for several codes together is compared
    with their sum.

    Returns one row a figure: ``outcome`` (differs; approximate: it differs from a rounded figure; agrees;
    not_computed: no data of ours, or the figure is of no full year or names no form; not_published: ours, for a
    cluster and year that we have data of), ``figure`` and ``figure_en`` (in words), ``kind`` (as in the file),
    ``cluster_id``, ``unit_id``, ``year``, ``recipient``, ``award_codes``, ``state``, ``computed``, ``published``,
    ``difference`` (computed minus published; all Float64), ``is_approximate``, ``computed_as_of`` (latest date of
    our submissions), ``published_as_of``, ``status`` (of the published figure), ``printed``, ``source``, ``notes``.
    Differences come first. Raises ReferenceDataError when the file is missing or wrong.

    >>> es.reconcile(data).query("outcome == 'differs'")  # doctest: +SKIP
    """
    data = conformed(data)
    reference = reference or getattr(data, "reference", None) or load()
    theirs = published if isinstance(published, pd.DataFrame) else read_published(published, reference)
    accepted = data.submissions[data.submissions["standing"].eq("accepted")]
    rows = [_against(data, accepted, line, reference) for line in theirs.to_dict("records")]
    rows += _unpublished(data, accepted, rows, reference)
    table = pd.DataFrame(rows, columns=list(_DTYPES)).astype(_DTYPES)
    place = table["outcome"].map({name: place for place, name in enumerate(OUTCOMES)})
    order = ["_place", "cluster_id", "unit_id", "year", "kind", "recipient", "award_codes"]
    return table.assign(_place=place).sort_values(order, kind="stable", ignore_index=True).drop(columns="_place")


def _against(data: Any, accepted: pd.DataFrame, line: dict[str, Any], reference: Reference) -> dict[str, Any]:
    line = {name: None if pd.isna(value) else value for name, value in line.items()}
    scope = {name: line[name] for name in ("cluster_id", "unit_id") if line[name]}
    computed, as_of = None, None
    if scope and line["year"]:
        ours = _within(accepted, scope | {"year": line["year"]})
        as_of = None if ours.empty else ours["as_of"].max()
        computed = None if ours.empty else _compute(data, line, scope, reference)
    difference = None if computed is None or line["value"] is None else round(computed - line["value"], 9)
    words = _in_words(line, reference)
    kept = {name: line[name] for name in ("cluster_id", "unit_id", "year", "recipient", "award_codes", "state")}
    kept |= {name: line[name] for name in ("is_approximate", "status", "printed", "source", "notes")}
    return kept | {
        "outcome": _outcome(difference, line["is_approximate"]),
        "figure": words[0],
        "figure_en": words[1],
        "kind": line["figure"],
        "computed": computed,
        "published": line["value"],
        "difference": difference,
        "computed_as_of": as_of,
        "published_as_of": line["as_of"],
    }


def _outcome(difference: float | None, is_approximate: bool | None) -> str:
    if difference is None:
        return "not_computed"
    if difference == 0:
        return "agrees"
    return "approximate" if is_approximate else "differs"


def _compute(data: Any, line: dict[str, Any], scope: dict[str, str], reference: Reference) -> float | None:
    """Our value of a published figure; None where our tables do not hold it."""
    scope, kind = scope | {"year": line["year"]}, line["figure"]
    value = None
    if kind == "units_in_cluster":
        value = coverage(_within(data.submissions, scope), by=[])["expected"].iloc[0]
    elif kind == "units_rate":
        value = achievement(_within(data.targets, scope), by=[])["units_rate"].iloc[0]
    elif kind == "nomination":
        rows = _within(data.nominations, scope | {"award_code": line["award_codes"]})
        # a line without a number proposes one
        value = rows["nominated_count"].fillna(1).sum()
    elif kind in _OURS or (kind == "awards_by_form" and line["award_codes"]):
        rows = _within(data.awards, scope)
        if len(rows):
            codes = _codes(line["award_codes"], reference)
            rows = rows[rows["award_code"].isin(codes)] if kind == "awards_by_form" else rows
            # what was decided may have been handed over since: both are lượt
            state = None if line["state"] in schema.COUNTED_STATES else line["state"]
            counts = tally(rows, by=[], state=state, only_luot=kind != "awards_by_form", reference=reference)
            value = counts[_OURS.get(kind) or line["recipient"] or "total"].iloc[0]
    return None if value is None or pd.isna(value) else float(value)


def _codes(text: str | None, reference: Reference) -> set[str]:
    """The codes behind a combined figure, with the code of those who report it combined themselves."""
    codes = set((text or "").split("|"))
    if len(codes) > 1:
        for combined in highlights(reference):
            if codes <= set(combined.award_codes):
                return set(combined.award_codes)
    return codes


def _unpublished(data: Any, accepted: pd.DataFrame, rows: list[dict], reference: Reference) -> list[dict]:
    """Our main figures of clusters and years for which nothing was published."""
    keys = ["cluster_id", "year"]
    counts = tally(data.awards.dropna(subset=keys), by=keys, reference=reference)
    computed = {
        "units_in_cluster": coverage(data.submissions.dropna(subset=keys), by=keys).set_index(keys)["expected"],
        "awards_collective": counts.set_index(keys)["collective"],
        "awards_individual": counts.set_index(keys)["individual"],
        "units_rate": achievement(data.targets.dropna(subset=keys), by=keys).set_index(keys)["units_rate"],
    }
    dates = accepted.dropna(subset=keys).groupby(keys, observed=True)["as_of"].max()
    known = {(row["cluster_id"], row["year"], row["kind"]) for row in rows if row["unit_id"] is None}
    found = []
    for kind, values in computed.items():
        for (cluster, year), value in values[values.index.isin(dates.index)].dropna().items():
            if (cluster, year, kind) in known:
                continue
            line = {"cluster_id": cluster, "unit_id": None, "year": int(year), "figure": kind, "award_codes": None}
            words = _in_words(line | {"recipient": None}, reference)
            row = {"outcome": "not_published", "figure": words[0], "figure_en": words[1], "kind": kind}
            row |= {"cluster_id": cluster, "year": int(year), "computed": float(value)}
            found.append(row | {"computed_as_of": dates[cluster, year]})
    return found


def _in_words(line: dict[str, Any], reference: Reference) -> tuple[str, str]:
    """What a figure is, in both languages: whose, of which year, of which awards and recipients."""
    if line["unit_id"]:
        whose = [unit_name(reference, line["unit_id"], short=True)] * 2
    elif line["cluster_id"]:
        whose = [cluster_name(reference, line["cluster_id"], lang, short=True) for lang in ("vi", "en")]
    else:
        whose = [line["body"]] * 2
    when = line["year"] or line.get("period")
    names = " + ".join(award_name(reference, code) for code in (line["award_codes"] or "").split("|") if code)
    found = []
    for place, start in enumerate(whose):
        parts = [f"{start}, {when}: {_WORDS[line['figure']][place]}"]
        if line["figure"] in ("awards_by_form", "nomination"):
            parts += [names, _RECIPIENTS.get(line["recipient"], ("", ""))[place]]
        found.append(" – ".join(part for part in parts if part))
    return found[0], found[1]


def _within(frame: pd.DataFrame, scope: dict[str, Any]) -> pd.DataFrame:
    kept = pd.Series(True, index=frame.index)
    for column, value in scope.items():
        kept &= frame[column].eq(value).fillna(False)
    return frame[kept]


def vintages(before: Any, after: Any) -> pd.DataFrame:
    """What moved between two states of the same years: November's provisional figures and January's final ones.

    ``before`` and ``after`` are Datasets. Compared are the numbers of awards, targets, scores and nominations that are
    about the same thing; targets by their title, so that renumbering moves nothing. Several cells about the same
    thing are added up, as a tally would.

    Returns one row a number that differs: ``table``, ``number`` (award_count, planned, actual, self_points, votes …),
    ``cluster_id``, ``unit_id``, ``year``, ``item`` (award_code, or the text where it was not recognised; title of the
    target; criterion), ``award_class``, ``recipient``, ``basis``, ``state``; ``before``, ``after``, ``change``
    (Float64; NA: no number there), ``kind`` (changed; added, removed: only one side has it), ``before_text`` and
    ``after_text`` as they stood, ``before_at`` and ``after_at`` (path!sheet!cell, several joined by "|") and
    ``before_as_of``, ``after_as_of``. A result that is a date or a word has its texts compared. A count decided
    since shows as removed from proposed and added to decided. Empty when nothing moved.

    >>> from emustats.statistics.reconciliation import vintages
    >>> vintages(es.load("november"), es.load("january"))  # doctest: +SKIP
    """
    old, new = (_numbers(conformed(data)) for data in (before, after))
    table = old.merge(new, on=_KEYS, how="outer", suffixes=("_before", "_after"), indicator="_side")
    table["kind"] = table["_side"].map({"both": "changed", "left_only": "removed", "right_only": "added"}).astype("str")
    values = table["value_before"], table["value_after"]
    same = values[0].eq(values[1]).fillna(False)
    same |= values[0].isna() & values[1].isna() & table["text_before"].fillna("").eq(table["text_after"].fillna(""))
    table = table[~same | table["kind"].ne("changed")]
    table = table.rename(columns={"value_before": "before", "value_after": "after"})
    for name in ("text", "at", "as_of"):
        table = table.rename(columns={f"{name}_{side}": f"{side}_{name}" for side in ("before", "after")})
    table["change"] = table["after"] - table["before"]
    last = ["before", "after", "change", "kind", "before_text", "after_text", "before_at", "after_at"]
    table = table.sort_values(_KEYS, ignore_index=True)
    return table[[*(key for key in _KEYS if key != "nth"), *last, "before_as_of", "after_as_of"]]


# what a number is about, besides unit and year
_SAME = {
    "awards": ["award_class", "recipient", "basis", "state"],
    "targets": [],
    "scores": [],
    "nominations": ["recipient"],
}
_ITEM = {"awards": "award_code", "targets": "title", "scores": "criterion", "nominations": "award_code"}
_KEYS = [
    "table", "number", "cluster_id", "unit_id", "year", "item", "award_class", "recipient", "basis", "state", "nth",
]  # fmt: skip


def _numbers(data: Any) -> pd.DataFrame:
    """All numbers of a Dataset in long form: what it is about, its value, text, cells and date."""
    sent = data.submissions.dropna(subset=["submission_id"]).drop_duplicates("submission_id").set_index("submission_id")
    parts = []
    for name, about in _SAME.items():
        rows = getattr(data, name)
        described = rows.reindex(columns=["cluster_id", "unit_id", "year", *about])
        described["table"] = name
        described["item"] = rows[_ITEM[name]].fillna(rows["award_text"]) if "award_text" in rows else rows[_ITEM[name]]
        for column in ("as_of", "path"):
            described[column] = sent[column].reindex(rows["submission_id"]).array
        for number, address in NUMBERS[name].items():
            # the text column belongs to the number whose address is "cell"; plans keep a text of their own
            text = "text" if address == "cell" and number != "votes" else f"{number}_text"
            part = described.assign(number=number, value=rows[number].astype("Float64"), sheet=rows["sheet"])
            part["text"] = rows[text] if text in rows else None
            part["cell"] = rows[address] if address in rows else None
            part["nth"] = (
                rows.groupby(["unit_id", "year", "title"], dropna=False).cumcount() if name == "targets" else 0
            )
            parts.append(part[part["value"].notna() | part["text"].notna()])
    table = pd.concat(parts, ignore_index=True)
    table["at"] = table["path"].fillna("?") + "!" + table["sheet"] + "!" + table["cell"].fillna("?")
    for key in _KEYS:
        table[key] = table[key].astype("Int64" if key in ("year", "nth") else "str") if key in table else None
    table = table.astype({"text": "str", "at": "str", "as_of": "datetime64[us]"}).sort_values(["at", "text"])
    several = table.duplicated(_KEYS, keep=False)
    alone = table.loc[~several, [*_KEYS, "value", "text", "at", "as_of"]]
    grouped = table[several].groupby(_KEYS, dropna=False, observed=True)
    summed = grouped["value"].sum(min_count=1).to_frame()
    summed["text"] = grouped["text"].agg(lambda texts: "|".join(texts.dropna())).astype("str")
    summed["at"] = grouped["at"].agg("|".join).astype("str")
    summed["as_of"] = grouped["as_of"].max()
    return pd.concat([alone, summed.reset_index()], ignore_index=True) if several.any() else alone


def _nth(targets: pd.DataFrame) -> pd.Series:
    """Which of several targets of one title this is, from top to bottom of the sheet."""
    place = targets["cell"].fillna("").str.rjust(10)
    ordered = targets.assign(_place=place).sort_values(["submission_id", "sheet", "_place"], kind="stable")
    return ordered.groupby(["unit_id", "year", "title"], dropna=False).cumcount()
