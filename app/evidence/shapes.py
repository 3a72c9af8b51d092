"""What a moderator draws over a picture: rectangles and polygons, in shares of the upright picture."""

from typing import Annotated, Any, Final, Self

from pydantic import Field, model_validator

from app.core.schema import Schema

MAX_SHAPES: Final = 50
MAX_POINTS: Final = 100
# Lines this close touch: no gap far narrower than a pixel lets anything out of what they go around.
TOUCHING: Final = 1e-6
_ROUNDING: Final = 1e-9  # 0.9 + 0.1 may be a hair more than 1

Share = Annotated[float, Field(ge=0, le=1)]
Length = Annotated[float, Field(gt=0, le=1)]
Polygon = list[tuple[float, float]]


class Rectangle(Schema):
    left: Share = Field(examples=[0.25])
    top: Share = Field(examples=[0.4])
    width: Length = Field(examples=[0.1])
    height: Length = Field(examples=[0.2])

    @model_validator(mode="after")
    def _lies_inside(self) -> Self:
        if max(self.left + self.width, self.top + self.height) > 1 + _ROUNDING:
            raise ValueError("The rectangle ends outside the picture.")
        return self


class Shape(Schema):
    """Either a rectangle or a polygon; `[0, 0]` is the top left corner and `[1, 1]` the bottom right one."""

    rectangle: Rectangle | None = None
    polygon: list[tuple[Share, Share]] | None = Field(
        None, min_length=3, max_length=MAX_POINTS, examples=[[[0.1, 0.1], [0.3, 0.1], [0.2, 0.4]]]
    )

    @model_validator(mode="after")
    def _is_one_of_them(self) -> Self:
        if (self.rectangle is None) == (self.polygon is None):
            raise ValueError("Give either a rectangle or a polygon.")
        return self

    def corners(self) -> Polygon:
        if self.rectangle is None:
            return self.polygon or []
        left, top = self.rectangle.left, self.rectangle.top
        right, bottom = min(left + self.rectangle.width, 1.0), min(top + self.rectangle.height, 1.0)
        return [(left, top), (right, top), (right, bottom), (left, bottom)]

    def covers(self) -> list[Polygon]:
        """The polygons that hide everything its line goes around, also where it crosses itself.

        Drawn by itself, a line that goes around something twice would leave it visible.
        """
        corners = self.corners()
        if self.rectangle is not None:
            return [corners]
        import shapely  # with numpy behind it, loaded where drawn

        crossed = shapely.unary_union(shapely.LinearRing(corners), grid_size=TOUCHING)
        enclosed = shapely.unary_union(shapely.polygonize([crossed]))
        rings = shapely.get_exterior_ring(shapely.get_parts(enclosed))
        return [
            corners,
            *([(float(x), float(y)) for x, y in shapely.get_coordinates(ring)] for ring in rings),
        ]

    def kept(self) -> dict[str, Any]:
        """As it stands in the row."""
        return self.model_dump(mode="json", exclude_none=True)
