"""The situations in which counts are refused."""

from app.core.errors import AppError


class TooManyCells(AppError):
    status = 422
    code = "too-many-cells"
    title = "The answer would have too many cells"

    def __init__(self, most: int, most_as_file: int) -> None:
        files = f" A file, such as counts.csv, may have {most_as_file}." if most < most_as_file else ""
        super().__init__(f"At most {most} cells are answered. Split by less, or filter.{files}", most=most)


class TooManyBuckets(AppError):
    status = 422
    code = "too-many-buckets"
    title = "The series would be too long"

    def __init__(self, most: int) -> None:
        super().__init__(
            f"At most {most} buckets are answered. Ask for days, or narrow from and to.", most=most
        )
