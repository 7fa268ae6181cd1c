"""Extracts ink from pictures: decodes a file safely, subtracts the paper, and scales the ink to MNIST's size."""
from __future__ import annotations

import struct
import zlib
from pathlib import Path
from threading import BoundedSemaphore
from typing import BinaryIO

import numpy as np
from PIL import ExifTags, Image, ImageFilter, ImageOps, UnidentifiedImageError

from model.drawings.drawing import BLANK, BOX, DOT, BlankDrawingError, DrawingError

FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "BMP", "TIFF")  # others start programs (EPS) or take seconds to decode
# These limits keep every picture below 2 s and 200 MB, whatever its file contains.
MAX_PIXELS = 16_000_000  # a screen of 5120 x 2880 has 15 million
MAX_PIXELS_OF = {"JPEG": 25_000_000, "MPO": 25_000_000, "WEBP": 9_000_000}  # phones' cameras give 12 to 25 million
MAX_SCANS = 100  # of a JPEG; each scan covers the whole picture, and a progressive JPEG has about ten
MAX_DECODING = 2  # pictures decoded at the same time, since each may need that much memory
WORKING_SIDE = 560  # pixels; larger pictures are reduced before ink is extracted
MIN_CONTRAST = 0.1  # between ink and paper, 1 being black on white; below it there is nothing to read
EDGE = 0.03  # of full ink; fainter pixels, such as JPEG ripples, do not extend the drawing's box
SOLID = 0.35  # of full ink; on grainy paper, ink with no pixel this dark nearby is not a stroke
# Share of the ellipse in a compact drawing's box that is covered with ink: all of it in a dot or block. The most filled
# of MNIST's 60,000 training digits, a 0, has 0.972.
FILLED = 0.985
ORIENTATION = ExifTags.Base.Orientation
# Everything that Pillow's readers are known to raise on damaged files.
DAMAGED = (OSError, SyntaxError, ValueError, TypeError, LookupError, ArithmeticError, AttributeError, EOFError,
           MemoryError, RuntimeError, struct.error, zlib.error, UnidentifiedImageError, Image.DecompressionBombError)

_decoding = BoundedSemaphore(MAX_DECODING)


def open_picture(drawing: str | Path | BinaryIO | Image.Image | np.ndarray) -> Image.Image:
    """The picture; one from a file is not decoded yet.

    Raises:
        DrawingError: if it is not a picture, or too large.
    """
    if isinstance(drawing, Image.Image):
        picture = drawing
    elif isinstance(drawing, np.ndarray):
        picture = picture_of_array(drawing)
    elif isinstance(drawing, (str, Path)) or hasattr(drawing, "read"):
        picture = open_file(drawing)
    else:
        raise DrawingError(f"A drawing is a picture or strokes. Received {type(drawing).__name__}.")
    most = MAX_PIXELS_OF.get(picture.format, MAX_PIXELS)
    if picture.width * picture.height > most:
        raise DrawingError(f"That picture is too large ({picture.width} x {picture.height} pixels). "
                           f"Send one of at most {most // 1_000_000} megapixels.")
    return picture


def open_file(file: str | Path | BinaryIO) -> Image.Image:
    try:
        picture = Image.open(file, formats=FORMATS)
        scans = scans_of(picture) if picture.format in ("JPEG", "MPO") else 1
    except Image.DecompressionBombError as error:
        raise DrawingError("That picture is too large. Send one of at most "
                           f"{MAX_PIXELS // 1_000_000} megapixels.") from error
    except DAMAGED as error:
        raise DrawingError("That file is not a picture that can be read. Try a PNG or JPEG.") from error
    if scans > MAX_SCANS:
        raise DrawingError("That JPEG is put together in a way that takes too long. Save it again as PNG or JPEG.")
    return picture


def scans_of(picture: Image.Image) -> int:
    """The number of scans in a JPEG file, including those of an embedded thumbnail."""
    position = picture.fp.tell()
    picture.fp.seek(0)
    count = picture.fp.read().count(b"\xff\xda")
    picture.fp.seek(position)
    return count


def picture_of_array(array: np.ndarray) -> Image.Image:
    """The picture of an array `(height, width[, 1 to 4 channels])` of integers, of floats 0 to 1, or of booleans."""
    if array.ndim == 3 and array.shape[2] == 1:
        array = array[..., 0]
    if array.ndim not in (2, 3) or not array.size or (array.ndim == 3 and array.shape[2] > 4):
        raise DrawingError(f"A picture's array must be (height, width[, channels]). Received shape {array.shape}.")
    if array.dtype == np.uint16 and array.ndim == 2:
        return Image.fromarray(array)
    if array.dtype.kind not in "buif" or not np.isfinite(array).all():
        raise DrawingError(f"A picture's array must hold finite numbers. Received {array.dtype}.")
    values = array if array.dtype.kind in "ui" else np.asarray(array, np.float32) * 255
    return Image.fromarray(np.clip(values, 0, 255).astype(np.uint8))


def ink_of(picture: Image.Image) -> np.ndarray:
    """The ink of a picture: each pixel's difference from the paper, in the direction of the strokes.

    Args:
        picture: of any size and mode.

    Returns:
        `(height, width)` `float32`, 0 is paper, 1 is full ink; at most 560 pixels a side.

    Raises:
        BlankDrawingError: if nothing stands out from the paper.
        DrawingError: if the file is damaged.
    """
    brightness = brightness_of(picture)
    paper = paper_of(brightness)
    difference = brightness - paper
    if np.ndim(paper):
        # Light falls on paper and ink alike, so in dim areas their contrast is small.
        difference /= np.maximum(paper, 0.1)
    # The ink is the larger difference: dark on light paper, or light on dark paper.
    ink = difference * np.sign((difference * np.abs(difference)).sum())
    grain = 1.4826 * np.median(np.abs(border_of(difference)))  # the paper's standard deviation, if normal
    floor = 4 * grain
    # The darkest ink; on grainy paper a quantile instead, because the darkest grain would be too dark.
    full = np.quantile(ink[ink > floor], 0.95 if grain else 1.0) if (ink > floor).any() else 0.0
    if full < floor + MIN_CONTRAST:
        raise BlankDrawingError(BLANK)
    ink = np.clip((ink - floor) / (full - floor), 0, 1)
    return without_specks(ink) if grain else ink


def without_specks(ink: np.ndarray) -> np.ndarray:
    """The ink near strokes, without isolated grains of the paper."""
    solid = Image.fromarray(np.uint8(ink > SOLID) * 255).filter(ImageFilter.MedianFilter(3))
    near = np.asarray(solid.filter(ImageFilter.MaxFilter(5))) > 0
    return np.where(near, ink, 0)


def brightness_of(picture: Image.Image) -> np.ndarray:
    """`(height, width)` `float32`, 0 is black, 1 is white; upright, on opaque paper, at most 560 pixels a side."""
    picture = upright(picture, "L")
    if picture.mode.startswith(("I", "F")):
        picture = eight_bits(picture)
    if picture.has_transparency_data:
        picture = on_paper(picture)
    picture = picture.convert("L")
    picture.thumbnail((WORKING_SIDE, WORKING_SIDE), Image.Resampling.BOX, reducing_gap=None)
    return np.asarray(picture, np.float32) / 255


def upright(picture: Image.Image, mode: str) -> Image.Image:
    """The decoded picture, rotated as its EXIF orientation requires, and less than 2240 pixels a side.

    Args:
        picture: of any size and mode, decoded or not.
        mode: "L" or "RGB", the mode a JPEG may be decoded to directly.

    Raises:
        DrawingError: if the file is damaged.
    """
    try:
        with _decoding:
            picture.draft(mode, (2 * WORKING_SIDE, 2 * WORKING_SIDE))  # a JPEG can be decoded at reduced size
            picture.load()
            orientation = picture.getexif().get(ORIENTATION, 1)
            picture = reduced(picture, max(picture.size) // (2 * WORKING_SIDE))
        picture.getexif()[ORIENTATION] = orientation  # the reduced picture may have lost its EXIF
        return ImageOps.exif_transpose(picture)
    except DAMAGED as error:
        raise DrawingError("That picture is damaged and can't be read. Save it again as PNG or JPEG.") from error


def reduced(picture: Image.Image, factor: int) -> Image.Image:
    """The picture with each side divided by the factor; each pixel is the mean of those it replaces."""
    if factor < 2:
        return picture.copy()
    if picture.mode.startswith("I;"):
        picture = picture.convert("I")
    elif picture.mode in ("1", "P", "PA"):
        picture = picture.convert("RGBA" if picture.has_transparency_data else "RGB")
    return picture.reduce(factor)


def eight_bits(picture: Image.Image) -> Image.Image:
    """A picture of 16-bit, 32-bit or floating-point values converted to 8 bits; Pillow would clip them at 255."""
    values = np.nan_to_num(np.asarray(picture, np.float32))
    high = max(values.max(), 1e-9)
    full = next((full for full in (1.0, 255.0, 65535.0) if high <= full and (full > 1 or picture.mode == "F")), high)
    return Image.fromarray(np.uint8(np.clip(values / full, 0, 1) * 255))


def on_paper(picture: Image.Image) -> Image.Image:
    """A transparent picture on white paper, or on black paper if its ink is light."""
    picture = picture.convert("RGBA")
    alpha = np.asarray(picture.getchannel("A"), np.float32)
    shade = np.asarray(picture.convert("L"), np.float32)
    is_light = (alpha * shade).sum() > 127.5 * alpha.sum()
    is_transparent = alpha.min() < 255
    paper = Image.new("RGBA", picture.size, "black" if is_light and is_transparent else "white")
    return Image.alpha_composite(paper, picture)


def paper_of(brightness: np.ndarray) -> np.ndarray | float:
    """The paper's brightness: one number if the border has one shade, otherwise a smooth surface `(height, width)`."""
    border = border_of(brightness)
    shade = float(np.median(border))
    if (np.abs(border - shade) < 2.5 / 255).mean() > 0.5:
        return shade
    return uneven_paper(brightness)


def border_of(values: np.ndarray) -> np.ndarray:
    """The outermost pixels, which a drawing hardly ever reaches."""
    return np.concatenate([values[0], values[-1], values[:, 0], values[:, -1]])


def uneven_paper(brightness: np.ndarray) -> np.ndarray:
    """Brightness of unevenly lit paper: the quadratic surface that fits most pixels, with ink as outliers.

    Source: iteratively reweighted least squares with the bisquare weights of Beaton & Tukey, 1974.
    """
    height, width = brightness.shape
    rows, columns = np.meshgrid(np.linspace(-1, 1, height), np.linspace(-1, 1, width), indexing="ij")
    terms = np.stack([np.ones_like(rows), rows, columns, rows * columns, rows**2, columns**2], axis=-1).reshape(-1, 6)
    step = max(1, len(terms) // 4000)  # a few thousand pixels determine six numbers well enough
    some, values = terms[::step], brightness.ravel()[::step]
    weights = np.ones(len(values))
    for _ in range(10):
        root = np.sqrt(weights)
        surface = np.linalg.lstsq(some * root[:, None], values * root, rcond=None)[0]
        misfit = np.abs(values - some @ surface)
        scale = 4.685 * 1.4826 * np.median(misfit) + 1e-6
        weights = np.clip(1 - (misfit / scale) ** 2, 0, None) ** 2
    return (terms @ surface).reshape(height, width).astype(np.float32)


def fit(ink: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Crop of the ink, and the crop scaled so that its longer side is 20 pixels.

    Args:
        ink: `(height, width)` `float32`, 0 is paper, 1 is full ink.

    Returns:
        The crop, and the fitted ink `(rows, columns)` `float32`, at most 20 a side, at least 1.

    Raises:
        BlankDrawingError: if there is no ink, or only a dot or block.
    """
    rows, columns = (np.flatnonzero((ink > EDGE).any(axis=axis)) for axis in (1, 0))
    if not len(rows):
        raise BlankDrawingError(BLANK)
    crop = ink[rows[0]:rows[-1] + 1, columns[0]:columns[-1] + 1]
    if is_dot(crop):
        raise BlankDrawingError(DOT)
    scale = BOX / max(crop.shape)
    size = tuple(max(1, round(side * scale)) for side in crop.shape[::-1])
    # Antialiased: Pillow's filter grows with the reduction, so each pixel averages the area it covers.
    fitted = Image.fromarray(crop).resize(size, Image.Resampling.BILINEAR if scale > 1 else Image.Resampling.BOX)
    return crop, np.clip(np.asarray(fitted), 0, 1)


def is_dot(crop: np.ndarray) -> bool:
    """Whether the ink of a crop is a dot or a solid block; a narrow block may be a 1."""
    rows, columns = ((np.arange(side) + 0.5) / side * 2 - 1 for side in crop.shape)
    inside = crop[rows[:, None] ** 2 + columns**2 < 0.85**2]
    return 2 * min(crop.shape) > max(crop.shape) and inside.mean() > FILLED
