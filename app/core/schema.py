"""Bases of every request and response body: what is not expected is refused, what cannot be stored too."""

from typing import Any, ClassVar, Final

from pydantic import BaseModel, ConfigDict, model_validator
from pydantic.fields import FieldInfo
from pydantic_core import PydanticCustomError

from app.core.text import is_storable

# The names our own schemas use: all that the pointer of an answered error may repeat (see validation.py).
KNOWN_NAMES: Final[set[str]] = set()


def _remember(fields: dict[str, FieldInfo]) -> None:
    KNOWN_NAMES.update(fields)
    KNOWN_NAMES.update(alias for field in fields.values() if isinstance(alias := field.validation_alias, str))


class Answer(BaseModel):
    """Of a response whose text comes from where it was stored; ORM rows are accepted."""

    model_config = ConfigDict(from_attributes=True, extra="forbid")
    __pydantic_fields__: ClassVar[dict[str, FieldInfo]]

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        super().__pydantic_init_subclass__(**kwargs)
        _remember(cls.__pydantic_fields__)


class Schema(Answer):
    """Unknown members are refused on the way in.

    Text loses its outer white space, and text no database can hold (NUL, lone surrogates) is refused.
    """

    model_config = ConfigDict(str_strip_whitespace=True)

    @model_validator(mode="before")
    @classmethod
    def _text_can_be_stored(cls, given: Any) -> Any:
        if isinstance(given, dict):
            for name, value in given.items():
                if not is_storable(value):
                    raise PydanticCustomError(
                        "text_not_storable", "Contains a character that cannot be stored.", {"member": name}
                    )
        return given


class Lenient(Schema):
    """Unknown members are kept in `model_extra` and ignored, so that an old server takes a new phone."""

    model_config = ConfigDict(extra="allow")
