"""JSON from the browser, which may hold anything: checked values, and the files within data URLs.

Also the other way: files as data URLs, and as messages that a script saves.
"""
from __future__ import annotations

import base64
import binascii
import io
from pathlib import Path
from typing import Any

from model.drawings.drawing import DIGITS, Drawing, DrawingError

LONGEST_PICTURE = 4_000_000  # characters of a data URL: a picture of 3 MB; larger ones are uploaded


def as_object(value: Any) -> dict[str, Any]:
    """A JSON object; empty if the value is anything else."""
    return value if isinstance(value, dict) else {}


def as_index(value: Any, count: int) -> int | None:
    """A whole number from 0 to `count` - 1; None if the value is anything else."""
    return value if type(value) is int and 0 <= value < count else None


def as_digit(value: Any) -> int | None:
    """A digit; None if the value is anything else."""
    return as_index(value, DIGITS)


def picture_file(url: Any) -> io.BytesIO:
    """The file within a data URL.

    Raises:
        DrawingError: if it is not one, or too long.
    """
    if not isinstance(url, str) or not url.startswith("data:image/") or ";base64," not in url[:100]:
        raise DrawingError('A picture in a drawing is a data URL: "data:image/png;base64,…".')
    if len(url) > LONGEST_PICTURE:
        raise DrawingError("That picture is too large to send as text: upload it as a file.")
    try:
        return io.BytesIO(base64.b64decode(url.split(",", 1)[1], validate=True))
    except (binascii.Error, ValueError) as error:
        raise DrawingError("That picture is damaged: its base64 can't be decoded.") from error


def drawing_from(value: Any) -> Drawing:
    """A drawing in JSON: `{"strokes": …}`, or `{"image": …}` with a picture as a data URL.

    Raises:
        DrawingError: if it is neither; the message is for the visitor.
    """
    if isinstance(value, dict) and "image" in value:
        return picture_file(value["image"])
    if isinstance(value, dict) and "strokes" in value:
        return value
    raise DrawingError('A drawing is {"strokes": [[x0, y0, x1, y1, …], …]} or {"image": "data:image/png;base64,…"}.')


def picture_url(png: bytes | Path) -> str:
    """A PNG file as a data URL, which a page can show without another request."""
    content = png.read_bytes() if isinstance(png, Path) else png
    return "data:image/png;base64," + base64.b64encode(content).decode()


def file_message(name: str, content: bytes) -> dict[str, str]:
    """A file that a script offers to save."""
    return {"name": name, "file": base64.b64encode(content).decode()}
