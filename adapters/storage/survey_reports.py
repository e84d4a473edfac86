"""The report of a closed wave: made once of all answers, and kept as far as it may be shown."""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from adapters.database import Database, json
from domain.measure.difference import Difference
from domain.measure.factorability import Factorability
from domain.measure.insufficient import Insufficient, Why
from domain.measure.interval import Interval, Mean, Share
from domain.measure.reliability import ItemReliability, ScaleReliability
from domain.survey.change import change
from domain.survey.quality import Quality, quality
from domain.survey.questionnaire import Dimension, Questionnaire
from domain.survey.response import mean_of, satisfaction
from domain.survey.results import Answer, Report, Satisfaction, results_of
from domain.survey.suppression import Cell
from domain.survey.wave import SurveyWave

Body = Mapping[str, Any]


async def answers_to(database: Database, wave_id: UUID) -> list[Answer]:
    """All of them, in no order that says who gave which."""
    sql = database.sql()
    text = f"select stratum, department, scores from survey_response where wave_id = {sql(wave_id)} order by id"
    rows = await database.rows(text, sql.values)
    return [Answer(row["stratum"], json(row["scores"]), row["department"]) for row in rows]


async def departments_asked(database: Database, wave_id: UUID) -> list[str]:
    """Whose customers were asked, whether any of them answered or not."""
    sql = database.sql()
    text = (
        "select distinct department from survey_frame where department is not null and place is not null"
        f" and wave_id = {sql(wave_id)} order by department"
    )
    return [row["department"] for row in await database.rows(text, sql.values)]


async def report_before(database: Database, wave: SurveyWave) -> Body | None:
    """That of the wave this one follows."""
    if wave.follows is None:
        return None
    sql = database.sql()
    row = await database.row(f"select body from survey_report where id = {sql(wave.follows)}", sql.values)
    return None if row is None else json(row["body"])


def body_of(
    wave: SurveyWave, questionnaire: Questionnaire, answers: Sequence[Answer], before: Body | None, target: float
) -> Body:
    """Everything that may be shown of the wave, and nothing else."""
    report = results_of(wave, questionnaire, answers)
    changes = {} if before is None else change(report_of(before), report)
    return {
        "items": list(report.items),
        "coverage": report.coverage,
        "silent": list(report.silent),
        "target": target,
        "smallest_cell": wave.plan.smallest_cell,
        "spreads": _spreads(report, questionnaire, answers),
        "quality": _quality(quality(questionnaire, answers, least=wave.plan.smallest_cell)),
        "cells": [
            {
                "where": [list(pair) for pair in cell.where],
                **_cell(found, target),
                "change": None if cell not in changes else {
                    "index": _difference(changes[cell].index), "top_two": _difference(changes[cell].top_two),
                },
            }
            for cell, found in sorted(report.cells.items())
        ],
    }  # fmt: skip


def of_department(body: Body, department: str) -> Body:
    """Its own cell; one that is hidden says so, and one of nobody likewise."""
    where = [["department", department]]
    cell = next((each for each in body["cells"] if each["where"] == where), None)
    if cell is None:
        nobody = _insufficient(Insufficient(Why.SUPPRESSED, "too few answers"))
        cell = {"where": where, "n": None, "index": nobody, "top_two": nobody, "verdict": nobody, "dimensions": {},
                "change": None}  # fmt: skip
    return {"cell": cell, "target": body["target"], "smallest_cell": body["smallest_cell"], "items": body["items"]}


def report_of(body: Body) -> Report:
    """As it is compared with the next one."""
    cells = {
        (cell := Cell(tuple((name, value) for name, value in each["where"]))): Satisfaction(
            cell,
            each["n"],
            _mean_of(each["index"]),
            _share_of(each["top_two"]),
            {Dimension(name): _mean_of(found) for name, found in each["dimensions"].items()},
        )
        for each in body["cells"]
    }
    return Report(tuple(body["items"]), cells, body["coverage"], tuple(body["silent"]))


def _spreads(report: Report, questionnaire: Questionnaire, answers: Iterable[Answer]) -> dict[str, float]:
    """The standard deviation in each stratum that is shown: Neyman's allocation of the next wave is made by these."""
    means: dict[str, list[float]] = {}
    for each in answers:
        mean = mean_of(satisfaction(questionnaire, each.scores))
        if mean is not None and isinstance(report.cells[Cell.of(stratum=each.stratum)].index, Mean):
            means.setdefault(each.stratum, []).append(mean)
    return {stratum: _deviation(values) for stratum, values in sorted(means.items()) if len(values) > 1}


def _deviation(values: Sequence[float]) -> float:
    middle = math.fsum(values) / len(values)
    return math.sqrt(math.fsum((each - middle) ** 2 for each in values) / (len(values) - 1))


def _cell(found: Satisfaction, target: float) -> dict[str, Any]:
    verdict = found.against(target)
    return {
        "n": found.n,
        "index": _mean(found.index, found.index_interval()),
        "top_two": _share(found.top_two),
        "verdict": _insufficient(verdict)
        if isinstance(verdict, Insufficient)
        else {"verdict": verdict.value, "words": verdict.words},
        "dimensions": {name.value: _mean(each, _within_scale(each)) for name, each in found.dimensions.items()},
    }


def _within_scale(mean: Mean | Insufficient) -> Interval | Insufficient:
    found = mean if isinstance(mean, Insufficient) else mean.interval()
    return found if isinstance(found, Insufficient) else Interval(max(found.low, 0.0), min(found.high, 100.0))


def _insufficient(found: Insufficient) -> dict[str, Any]:
    return {"why": found.why.value, "reason": found.reason}


def _mean(mean: Mean | Insufficient, interval: Interval | Insufficient) -> dict[str, Any]:
    if isinstance(mean, Insufficient):
        return _insufficient(mean)
    bounds = {"low": None, "high": None} if isinstance(interval, Insufficient) else _bounds(interval)
    return {"value": mean.value, "n": mean.n, "error": mean.error, "freedom": mean.freedom, **bounds}


def _share(share: Share | Insufficient) -> dict[str, Any]:
    if isinstance(share, Insufficient):
        return _insufficient(share)
    return {"value": share.value, "n": share.n, "effective": share.effective, **_bounds(share.interval())}


def _bounds(interval: Interval) -> dict[str, Any]:
    return {"low": interval.low, "high": interval.high}


def _mean_of(body: Body) -> Mean | Insufficient:
    if "why" in body:
        return Insufficient(Why(body["why"]), body["reason"])
    return Mean(body["value"], body["n"], body["error"], body["freedom"])


def _share_of(body: Body) -> Share | Insufficient:
    if "why" in body:
        return Insufficient(Why(body["why"]), body["reason"])
    return Share(body["value"], body["n"], body["effective"])


def _difference(found: Difference | Insufficient) -> dict[str, Any]:
    if isinstance(found, Insufficient):
        return _insufficient(found)
    return {
        "value": found.value, **_bounds(found.interval), "p": found.p, "test": found.test.value,
        "direction": found.direction.value,
    }  # fmt: skip


def _quality(found: Quality) -> dict[str, Any]:
    return {
        "whole": _scale(found.whole),
        "dimensions": {name.value: _scale(each) for name, each in found.dimensions.items()},
        "structure": _structure(found.structure),
    }


def _scale(found: ScaleReliability | Insufficient) -> dict[str, Any]:
    if isinstance(found, Insufficient):
        return _insufficient(found)
    return {
        "value": found.alpha, "n": found.n, "verdict": found.verdict.value, "words": found.verdict.words,
        "items": list(map(_item, found.items)),
    }  # fmt: skip


def _item(found: ItemReliability) -> dict[str, Any]:
    without, total = found.alpha_without, found.item_total
    return {
        "code": found.code,
        "alpha_without": _insufficient(without) if isinstance(without, Insufficient) else {"value": without},
        "item_total": _insufficient(total) if isinstance(total, Insufficient) else {"value": total},
        "fit": None if found.fit is None else found.fit.value,
        "words": None if found.fit is None else found.fit.words,
    }


def _structure(found: Factorability | Insufficient) -> dict[str, Any]:
    if isinstance(found, Insufficient):
        return _insufficient(found)
    kmo, bartlett = found.kmo, found.bartlett
    return {
        "n": found.n,
        "kmo": {"value": kmo.overall, "verdict": kmo.verdict.value, "words": kmo.verdict.words, "items": kmo.items},
        "bartlett": {
            "value": bartlett.chi_square, "freedom": bartlett.freedom, "p": bartlett.p,
            "verdict": bartlett.verdict.value, "words": bartlett.verdict.words,
        },
    }  # fmt: skip
