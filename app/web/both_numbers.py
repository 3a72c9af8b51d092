"""Incidents and reports of the cells of tables, as HTML."""

from collections.abc import Callable
from functools import cache
from typing import Any

from markupsafe import Markup

from app.web.count_table import Sum
from app.web.page import Page
from app.web.render import templates


def both_numbers(page: Page) -> Callable[[Sum], Markup]:
    """What writes those of one page. Most stand twice on it: in a table, and in the list that narrow screens
    show instead."""
    macros: Any = templates().get_template("_incidents.html").module

    @cache
    def written(incidents: int, verified: int, reports: int) -> Markup:
        found: Markup = macros.both(page, Sum(incidents, verified, reports))
        return found

    return lambda sum: written(sum.incidents, sum.verified, sum.reports)
