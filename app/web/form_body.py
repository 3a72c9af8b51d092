"""The few fields of a small form, as browsers send them when no file is among them."""

from typing import Annotated, Final
from urllib.parse import parse_qsl

from fastapi import Depends, Request

from app.core.refusals import MalformedRequest
from app.core.text import is_storable

MAX_FIELDS: Final = 20


async def _small_form(request: Request) -> dict[str, str]:
    """Line ends as one character, outer white space left out; of a repeated field the last one."""
    body = await request.body()
    try:
        fields = parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=MAX_FIELDS, errors="strict")
    except ValueError:
        raise MalformedRequest("The form is not utf-8, or has too many fields.") from None
    form = {name: value.replace("\r\n", "\n").strip() for name, value in fields}
    if not is_storable(form):
        raise MalformedRequest("The form contains a character that cannot be stored.")
    return form


SmallForm = Annotated[dict[str, str], Depends(_small_form)]
