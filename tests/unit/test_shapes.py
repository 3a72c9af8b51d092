"""What may be drawn over a picture."""

from typing import Any

import pytest
import shapely
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import ValidationError
from shapely import unary_union

from app.evidence.schemas import RedactionIn
from app.evidence.shapes import MAX_POINTS, MAX_SHAPES, TOUCHING, Shape

ANSWERS = {"faces": "none", "documents": "none", "plates": "none"}
TRIANGLE = {"polygon": [[0.1, 0.1], [0.9, 0.1], [0.5, 0.9]]}
REFUSED: dict[str, dict[str, Any]] = {
    "nothing": {},
    "both": {"rectangle": {"left": 0, "top": 0, "width": 1, "height": 1}, **TRIANGLE},
    "a rectangle past the right edge": {"rectangle": {"left": 0.6, "top": 0, "width": 0.5, "height": 1}},
    "a rectangle past the bottom": {"rectangle": {"left": 0, "top": 0.6, "width": 1, "height": 0.5}},
    "a rectangle that begins outside": {"rectangle": {"left": -0.1, "top": 0, "width": 0.5, "height": 1}},
    "a rectangle of no width": {"rectangle": {"left": 0, "top": 0, "width": 0, "height": 1}},
    "a rectangle without a height": {"rectangle": {"left": 0, "top": 0, "width": 1}},
    "a corner outside": {"polygon": [[0.1, 0.1], [1.01, 0.1], [0.5, 0.9]]},
    "two corners": {"polygon": [[0.1, 0.1], [0.9, 0.9]]},
    "too many corners": {"polygon": [[0.5, 0.5]] * (MAX_POINTS + 1)},
    "a corner of three numbers": {"polygon": [[0.1, 0.1, 0.1], [0.9, 0.1], [0.5, 0.9]]},
    "not a number": {"polygon": [[float("nan"), 0.1], [0.9, 0.1], [0.5, 0.9]]},
    "endless": {"rectangle": {"left": 0, "top": 0, "width": float("inf"), "height": 1}},
}
SQUARE = [(0.2, 0.2), (0.8, 0.2), (0.8, 0.8), (0.2, 0.8)]
INNER = [(0.4, 0.4), (0.6, 0.4), (0.6, 0.6), (0.4, 0.6)]
STAR = [(0.5, 0.05), (0.78, 0.9), (0.05, 0.37), (0.95, 0.37), (0.22, 0.9)]
SHARES = st.floats(0, 1)
STEPS = st.integers(0, 20).map(lambda step: step / 20)
CORNERS = st.lists(st.tuples(STEPS, STEPS), min_size=3, max_size=12)


@pytest.mark.parametrize("shape", REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_drawn_is_refused(shape: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Shape.model_validate(shape)


@pytest.mark.parametrize("count", [0, MAX_SHAPES + 1])
def test_there_is_at_least_one_shape_and_not_too_many(count: int) -> None:
    with pytest.raises(ValidationError):
        RedactionIn.model_validate({"shapes": [TRIANGLE] * count, "answers": ANSWERS})


def test_as_many_shapes_and_corners_as_allowed_are_taken() -> None:
    widest = {"polygon": [[0.5, 0.5]] * MAX_POINTS}
    assert (
        len(RedactionIn.model_validate({"shapes": [widest] * MAX_SHAPES, "answers": ANSWERS}).shapes)
        == MAX_SHAPES
    )


@given(left=SHARES, top=SHARES, width=SHARES, height=SHARES)
def test_every_rectangle_that_is_taken_has_its_corners_inside(
    left: float, top: float, width: float, height: float
) -> None:
    try:
        shape = Shape.model_validate(
            {"rectangle": {"left": left, "top": top, "width": width, "height": height}}
        )
    except ValidationError:
        assert width == 0 or height == 0 or left + width > 1 or top + height > 1
    else:
        assert all(0 <= x <= 1 and 0 <= y <= 1 for x, y in shape.corners())


def test_a_rectangle_may_end_at_the_edge_although_shares_are_rounded() -> None:
    shape = Shape.model_validate({"rectangle": {"left": 0.7, "top": 0.9, "width": 0.3, "height": 0.1}})
    assert shape.corners() == [(0.7, 0.9), (1.0, 0.9), (1.0, 1.0), (0.7, 1.0)]


def test_what_is_kept_can_be_drawn_again() -> None:
    shape = Shape.model_validate(TRIANGLE)
    assert shape.kept() == TRIANGLE
    assert Shape.model_validate(shape.kept()) == shape


@given(CORNERS)
@example([(0.2, 0.25), (0.0, 0.05), (0.0, 0.1), (0.15, 0.2), (0.0, 0.1), (0.0, 0.0)])  # touches by a hair
def test_whatever_its_line_goes_around_is_covered(corners: list[tuple[float, float]]) -> None:
    """By the definition: from what is left open, every way out misses the line."""
    covered = unary_union([shapely.Polygon(one).buffer(2 * TOUCHING) for one in covers(corners)])

    line = shapely.LinearRing(corners).buffer(2 * TOUCHING)
    left_open = shapely.box(-1, -1, 2, 2).difference(unary_union([covered, line]))
    assert left_open.geom_type == "Polygon", "all of it is outside"


@pytest.mark.parametrize(
    ("name", "corners", "hidden"),
    [
        ("a star's middle", STAR, (0.5, 0.5)),
        ("a loop gone around twice", [*SQUARE, *SQUARE], (0.5, 0.5)),
        ("a loop gone around and back", [*SQUARE, *SQUARE[:1], *SQUARE[::-1]], (0.5, 0.5)),
        ("both halves of a bow", [(0.1, 0.1), (0.9, 0.9), (0.9, 0.1), (0.1, 0.9)], (0.2, 0.5)),
        ("the hole of a ring", [*SQUARE, *SQUARE[:1], *INNER, *INNER[:1]], (0.5, 0.5)),
    ],
)
def test_lines_that_cross_hide(
    name: str, corners: list[tuple[float, float]], hidden: tuple[float, float]
) -> None:
    assert any(shapely.Polygon(one).buffer(0).covers(shapely.Point(hidden)) for one in covers(corners)[1:])


def covers(corners: list[tuple[float, float]]) -> list[list[tuple[float, float]]]:
    return Shape(rectangle=None, polygon=corners).covers()
