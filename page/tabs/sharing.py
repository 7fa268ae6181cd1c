"""Taking a drawing along, in a file with its reading and its pictures; and the network that read it."""
from __future__ import annotations

import base64
import io
import json
import logging
import zipfile
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image

from model.drawings.drawing import DrawingError
from model.inside.rendering import sheet
from page.networks.exports import BusyError, network_file, offered
from page.networks.reader import Reader, Readers
from page.parts.part import Part
from page.tabs.api import reading_as_json

if TYPE_CHECKING:
    from model.recognizer import Reading

logger = logging.getLogger(__name__)
LONGEST_ADDRESS = 1000  # letters, in a QR code
MAGNIFIED = 4  # the pictures' pixels for each of a map's


def build_sharing(readers: Readers) -> Part:
    """Buttons for a link to the drawing, a code to scan and a file with all there is; formats for the network."""
    def bundle(drawing: Any) -> dict[str, str]:
        """A zip file in base64 and its name, or `{"error": sentence}`."""
        reader = readers.chosen(drawing.get("network") if isinstance(drawing, dict) else None)
        try:
            reading = reader.read(drawing)
        except DrawingError as error:
            return {"error": str(error)}
        name = f"digit-{reading.state if reading.digit is None else reading.digit}.zip"
        return {"name": name, "file": base64.b64encode(zipped(drawing, reading, reader)).decode()}

    def export(wish: Any) -> dict[str, str]:
        """The `network` of this name in this `format`: a file in base64 and its name, or `{"error": sentence}`."""
        wish = wish if isinstance(wish, dict) else {}
        if wish.get("format") not in names:
            return {"error": "Format not available"}
        reader = readers.first if wish.get("network") is None else readers.found(wish["network"])
        if reader is None:
            return {"error": "No longer available"}
        try:
            name, content = network_file(reader, wish["format"])
        except BusyError as error:
            return {"error": str(error)}
        except Exception:  # a network of someone's own may hold what a format has no word for
            logger.exception("A network could not be exported")
            return {"error": "Not possible in this format"}
        return {"name": name, "file": base64.b64encode(content).decode()}

    def code(address: Any) -> dict[str, Any]:
        """The QR code of an address: its `rows` of modules, "1" for black; or `{"error": sentence}`."""
        import segno  # wanted by few, and not before the first drawing

        if not isinstance(address, str) or not 0 < len(address) <= LONGEST_ADDRESS:
            return {"error": "This address can't be made into a QR code"}
        # The lowest correction gives the largest modules: a screen is not torn or smeared.
        return {"rows": ["".join(map(str, row)) for row in segno.make_qr(address, error="l").matrix]}

    formats = offered()
    names = [form["name"] for form in formats]
    return Part("sharing/sharing", server_functions=[bundle, export, code], formats=formats)


def zipped(drawing: dict[str, Any], reading: Reading, reader: Reader) -> bytes:
    """The drawing and its reading as JSON, the image and each layer's maps as PNG pictures, in one file."""
    pictures = {"image.png": reading.image}
    signed = {layer.name: layer.is_signed for layer in reader.layers}
    for name, maps in reading.activations.items():
        pictures[f"layers/{len(pictures):02}-{name}.png"] = sheet(maps, signed.get(name, bool(maps.min() < 0)))
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        whole = {"strokes": drawing.get("strokes"), **reading_as_json(reading, activations=True)}
        archive.writestr("reading.json", json.dumps(whole))
        for name, pixels in pictures.items():
            archive.writestr(name, png(pixels))
    return file.getvalue()


def png(pixels: np.ndarray) -> bytes:
    """A PNG file of `uint8` pixels, magnified."""
    picture = Image.fromarray(pixels)
    picture = picture.resize((picture.width * MAGNIFIED, picture.height * MAGNIFIED), Image.Resampling.NEAREST)
    file = io.BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()
