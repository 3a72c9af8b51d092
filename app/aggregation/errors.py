"""The situations in which counts are refused."""

from app.core.errors import AppError


class TooManyCells(AppError):
    status = 422
    code = "too-many-cells"
    title = "The answer would have too many cells"

    def __init__(self, most: int) -> None:
        super().__init__(f"At most {most} cells are answered. Split by less, or filter.", most=most)


class TooManyBuckets(AppError):
    status = 422
    code = "too-many-buckets"
    title = "The series would be too long"

    def __init__(self, most: int) -> None:
        super().__init__(
            f"At most {most} buckets are answered. Ask for days, or narrow from and to.", most=most
        )
