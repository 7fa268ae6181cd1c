"""Downloads of a drawing, with its reading and pictures, and of the network; QR codes of the page's address."""
from __future__ import annotations

import io
import json
import logging
import zipfile
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image

from model.drawings.drawing import DrawingError
from model.inside.rendering import sheet
from page.networks.exports import network_file, offered
from page.networks.loaded_network import LoadedNetwork
from page.networks.networks import Networks
from page.parts.part import Part
from page.parts.wire import as_object, file_message

if TYPE_CHECKING:
    from model.recognizer import Reading

logger = logging.getLogger(__name__)
LONGEST_ADDRESS = 1000  # characters in a QR code
MAGNIFICATION = 4  # of the pictures


def build_sharing(networks: Networks) -> Part:
    """Buttons for a link to the drawing, its QR code, a file with its reading, and a file with the network."""
    def bundle(drawing: Any) -> dict[str, str]:
        """A zip file with the drawing and its reading, or `{"error": sentence}`."""
        network = networks.find_or_first(as_object(drawing).get("network"))
        try:
            reading = network.read(drawing)
        except DrawingError as error:
            return {"error": str(error)}
        name = f"digit-{reading.state if reading.digit is None else reading.digit}.zip"
        return file_message(name, zipped(drawing, reading, network))

    def export(wish: Any) -> dict[str, str]:
        """A file with the `network` of this name in this `format`, or `{"error": sentence}`."""
        wish = as_object(wish)
        if wish.get("format") not in names:
            return {"error": "Format not available"}
        network = networks.find(wish.get("network"))
        if network is None:
            return {"error": "No longer available"}
        try:
            return network_file(network, wish["format"])
        except Exception:  # a visitor's network may have a layer that the format does not support
            logger.exception("A network could not be exported")
            return {"error": "Not possible in this format"}

    def code(address: Any) -> dict[str, Any]:
        """The QR code of an address: its `rows` of modules, "1" is black; or `{"error": sentence}`."""
        import segno  # few visitors need it, and none before the first drawing

        if not isinstance(address, str) or not 0 < len(address) <= LONGEST_ADDRESS:
            return {"error": "This address can't be made into a QR code"}
        # The lowest error correction gives the largest modules; on a screen, no part of the code gets lost.
        return {"rows": ["".join(map(str, row)) for row in segno.make_qr(address, error="l").matrix]}

    formats = offered()
    names = [form["name"] for form in formats]
    return Part("sharing/sharing", server_functions=[bundle, export, code], formats=formats)


def zipped(drawing: dict[str, Any], reading: Reading, network: LoadedNetwork) -> bytes:
    """A zip file of the drawing and its reading as JSON, and of the image and each layer's maps as PNG pictures."""
    pictures = {"image.png": reading.image}
    signed = {layer.name: layer.is_signed for layer in network.layers}
    for name, maps in reading.activations.items():
        pictures[f"layers/{len(pictures):02}-{name}.png"] = sheet(maps, signed.get(name, bool(maps.min() < 0)))
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("reading.json", json.dumps({"strokes": drawing.get("strokes"), **reading.as_json()}))
        for name, pixels in pictures.items():
            archive.writestr(name, png(pixels))
    return file.getvalue()


def png(pixels: np.ndarray) -> bytes:
    """A PNG file of `uint8` pixels, magnified."""
    picture = Image.fromarray(pixels)
    picture = picture.resize((picture.width * MAGNIFICATION, picture.height * MAGNIFICATION), Image.Resampling.NEAREST)
    file = io.BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()
