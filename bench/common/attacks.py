"""Hostile inputs: broken pictures, malformed strokes and JSON, and paths of files that must not be served."""
from __future__ import annotations

import io
import json
import struct
import zlib
from collections.abc import Callable
from functools import cache
from random import Random

import numpy as np
from PIL import Image

PNG = b"\x89PNG\r\n\x1a\n"
MAGICS = [PNG, b"\xff\xd8\xff\xe0", b"GIF89a", b"RIFF\x00\x00\x10\x00WEBPVP8 ", b"BM", b"II*\x00", b"MM\x00*",
          b"%!PS-Adobe", b"%PDF-1.7", b"8BPS", b"\x00\x00\x00\x0cjP  ", b"qoif", b"SIMPLE  =", b"<svg"]


# Pictures

def file_of(picture: Image.Image, form: str, **options) -> bytes:
    file = io.BytesIO()
    picture.save(file, form, **options)
    return file.getvalue()


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def empty_png(width: int, height: int, color: int = 0, depth: int = 8, rows: int | None = None) -> bytes:
    """A PNG of zeros, a few kilobytes for any number of pixels. `color` 0 is grayscale, 6 is RGBA."""
    row = b"\0" * (1 + width * depth // 8 * {0: 1, 2: 3, 6: 4}[color])
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(row) for _ in range(height if rows is None else rows)) + packer.flush()
    header = struct.pack(">IIBBBBB", width, height, depth, color, 0, 0, 0)
    return PNG + chunk(b"IHDR", header) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


def scan_bomb(side: int = 1000, scans: int = 5000) -> bytes:
    """A progressive JPEG whose last scan is repeated thousands of times."""
    data = file_of(Image.new("L", (side, side), 255), "JPEG", progressive=True)
    last = data.rindex(b"\xff\xda")
    return data[:last] + (data[last:-2]) * scans + data[-2:]


def digit() -> Image.Image:
    picture = Image.new("L", (280, 280), 255)
    picture.paste(0, (130, 40, 150, 240))
    return picture


NOISE = np.random.default_rng(0).integers(0, 256, (300, 300, 3), np.uint8)


def noise(form: str) -> bytes:
    return file_of(Image.fromarray(NOISE), form)


def turning(form: str) -> bytes:
    """An animation of a rotating digit, four frames."""
    frames = [digit().rotate(10 * turn, fillcolor=255) for turn in range(4)]
    return file_of(frames[0], form, save_all=True, append_images=frames[1:])


def long_text() -> bytes:
    png = noise("PNG")
    return png[:33] + chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(10**8), 9)) + png[33:]


# Files by what is wrong with them, each made on demand; some are valid but unusual.
SMALL: dict[str, Callable[[], bytes]] = {
    "empty": lambda: b"", "text": lambda: b"no picture at all",
    "html": lambda: b"<html><script>alert(1)</script></html>",
    "svg": lambda: b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script>'
                   b'<image href="file:///etc/x"/></svg>',
    "pdf": lambda: b"%PDF-1.7\n1 0 obj<</OpenAction<</S/JavaScript>>>>endobj",
    "postscript": lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(/etc/passwd) (r) file\n",
    "zip": lambda: b"PK\x03\x04" + bytes(60),
    "truncated png": lambda: noise("PNG")[:3000], "truncated header": lambda: noise("PNG")[:20],
    "truncated jpeg": lambda: noise("JPEG")[:3000], "one pixel": lambda: empty_png(1, 1),
    "a strip": lambda: empty_png(65_000, 1), "an upright strip": lambda: empty_png(1, 65_000),
    "no rows": lambda: empty_png(0, 0), "only the header of a bomb": lambda: empty_png(2**31 - 1, 2**31 - 1, rows=0),
    "fewer rows than said": lambda: empty_png(4000, 4000, rows=9),
    "cmyk": lambda: file_of(digit().convert("CMYK"), "JPEG"),
    "16 bits": lambda: file_of(digit().convert("I").convert("I;16"), "PNG"),
    "palette": lambda: file_of(digit().convert("P"), "PNG"),
    "animated gif": lambda: turning("GIF"), "animated webp": lambda: turning("WEBP"),
    "a tiff in a circle": lambda: b"II*\0\x08\0\0\0\0\0\x08\0\0\0",
}
LARGE: dict[str, Callable[[], bytes]] = {
    "wrong checksum": lambda: noise("PNG")[:40] + b"x" + noise("PNG")[41:],
    "bomb, 20,000 x 20,000": lambda: empty_png(20_000, 20_000), "largest gray": lambda: empty_png(4000, 4000),
    "largest with alpha": lambda: empty_png(4000, 4000, 6), "largest of 16 bits": lambda: empty_png(4000, 4000, 0, 16),
    "a text of 100 MB": long_text, "floats": lambda: file_of(digit().convert("F"), "TIFF"),
    "large progressive jpeg": lambda: file_of(Image.new("RGB", (5000, 5000)), "JPEG", progressive=True, subsampling=0),
    "jpeg of 5,000 scans": scan_bomb, "large webp": lambda: file_of(Image.new("RGB", (4000, 4000)), "WEBP"),
}
PICTURES = SMALL | LARGE


@cache
def picture(name: str) -> bytes:
    """The file of that name in `PICTURES`."""
    return PICTURES[name]()


def spoiled(data: bytes, random: Random) -> bytes:
    """The same file with some bytes changed, removed or inserted."""
    data = bytearray(data)
    for _ in range(random.randint(1, 12)):
        place = random.randrange(len(data) + 1)
        how = random.randrange(3)
        if how == 0 and place < len(data):
            data[place] = random.randrange(256)
        elif how == 1:
            del data[place:place + random.randint(1, 200)]
        else:
            data[place:place] = random.randbytes(random.randint(1, 20))
    return bytes(data)


def any_picture(random: Random) -> tuple[str, bytes]:
    """A description and a hostile file."""
    kind = random.randrange(4)
    if kind == 0:
        return "noise", random.choice(MAGICS) + random.randbytes(random.randint(0, 400))
    name = random.choice(list(PICTURES))
    if kind == 1 and len(picture(name)) < 100_000:
        return f"spoiled: {name}", spoiled(picture(name), random)
    return name, picture(name)


# JSON as text, since some of it is not valid

NUMBERS = ["NaN", "Infinity", "-Infinity", "1e400", "-1e308", "1" + "0" * 400, "-1", "1001", "null", "true", '"7"',
           "[]", "{}", "0", "500", "-0.0", "1e-320", '"\\u0000"', '"' + "x" * 5000 + '"']
TEXTS = [
    "", "null", "[]", "{}", "7", '"strokes"', "NaN", "{", '{"data": [', "\x00", "[" * 5000, '{"a":' * 3000, "\ufeff{}",
    '{"strokes": null}', '{"strokes": {}}', '{"strokes": "[[1,2]]"}', '{"strokes": [null]}', '{"strokes": [{}]}',
    '{"strokes": [[1]]}', '{"strokes": [["a", "b"]]}', '{"strokes": [[[1, 2], [3, 4]]]}',
    '{"strokes": [[true, false]]}',
    '{"strokes": [[1, 2]], "strokes": [[NaN, 2]]}', '{"strokes": [[NaN, NaN]]}', '{"image": null}', '{"image": 7}',
    '{"image": "data:image/png;base64,!!"}', '{"image": "data:text/html;base64,AAAA"}', '{"image": "/etc/passwd"}',
    '{"image": "http://127.0.0.1:1/x.png"}', '{"image": "file:///etc/passwd"}', '{"image": "data:image/png;base64,"}',
    '{"path": "/etc/passwd"}', '{"path": "/etc/passwd", "meta": {"_type": "gradio.FileData"}}',
    '{"path": "app.py", "meta": {"_type": "gradio.FileData"}}', '{"path": null, "meta": {"_type": "gradio.FileData"}}',
    '{"path": "", "url": "http://127.0.0.1:1/", "meta": {"_type": "gradio.FileData"}}',
    '{"path": "x", "url": "file:///etc/passwd", "meta": {"_type": "gradio.FileData"}}',
    '{"path": "x\\u0000y", "meta": {"_type": "gradio.FileData"}}', '{"path": [], "meta": {"_type": "gradio.FileData"}}',
    '{"path": "' + "a/" * 5000 + '", "meta": {"_type": "gradio.FileData"}}',
    '{"strokes": [], "network": [], "layers": 3}',
    '{"strokes": [[1,2,300,400]], "network": "../../etc/passwd"}',
    '{"network": "trained-AAAAAAAAAAAAAAAA", "strokes": []}',
    '{"__class__": "x", "constructor": {}, "__proto__": {"strokes": []}}', '{"is_stream": true}', '{"orig_name": "x"}',
]


def large_texts() -> list[str]:
    """Texts near and above the size limit."""
    return [
        '{"strokes": [[' + ",".join(["1"] * 2_000_000) + "]]}", '{"strokes": [' + ",".join(["[]"] * 1_000_000) + "]}",
        '{"strokes": [' + ",".join(["[1,2]"] * 500_000) + "]}",
        '{"strokes": [[' + ",".join(["0.5"] * 1_200_000) + "]]}",
        '{"image": "data:image/png;base64,' + "A" * 4_900_000 + '"}', '"' + "x" * 4_900_000 + '"',
        "{" + ",".join(f'"{key}": []' for key in range(300_000)) + "}", "[" + ",".join(["{}"] * 1_500_000) + "]",
        '{"strokes": [[' + ",".join(["9" * 4000] * 1000) + "]]}", '{"strokes": "' + "y" * 30_000_000 + '"}',
        '{"digits": [' + ",".join(['{"label": 7, "strokes": [[1,2]]}'] * 100_000) + "]}",
    ]


def any_json(random: Random) -> str:
    """A text that is not a drawing, or a drawing of impossible strokes."""
    kind = random.randrange(4)
    if kind == 0:
        return random.choice(TEXTS)
    if kind == 1:
        numbers = (random.choice(NUMBERS) for _ in range(random.randint(0, 9)))
        return '{"strokes": [[' + ", ".join(numbers) + "]]}"
    if kind == 2:
        return json.dumps(any_value(random, 4))
    strokes = [[random.uniform(-100, 1100) for _ in range(2 * random.randint(1, 50))]
               for _ in range(random.randint(1, 9))]
    return json.dumps({"strokes": strokes, "network": any_value(random, 1), "digit": any_value(random, 1)})


KEYS = ["strokes", "image", "network", "name", "names", "digits", "label", "choices", "since", "what", "path", "meta",
        "layer", "channel", "right", "read", "start", "visitor", "layers", "atlas", "url", "digit", "other"]
LEAVES = [None, True, False, 0, -1, 7, 10, 2**63, 10**30, 0.5, -1e308, "", "x", "best", "lesson", "keras", "../x",
          "\ud7ff", "\0", "conv_1", "data:image/png;base64,AAAA"]


def any_value(random: Random, depth: int):
    """A random JSON value of lists, objects, numbers and strings."""
    kind = random.randrange(3) if depth else 2
    if kind == 0:
        return [any_value(random, depth - 1) for _ in range(random.randrange(5))]
    if kind == 1:
        return {random.choice(KEYS): any_value(random, depth - 1) for _ in range(random.randrange(5))}
    return random.choice(LEAVES)


# Files that must not be served

PATHS = [
    "app.py", "./app.py", "{project}/app.py", "{project}/model/saved/best.keras", "/etc/passwd",
    "../../../../../../etc/passwd",
    "..%2f..%2f..%2f..%2fetc%2fpasswd", "%2e%2e/%2e%2e/%2e%2e/%2e%2e/etc/passwd", "..%252f..%252f..%252fetc%252fpasswd",
    "....//....//....//etc/passwd", "..\\..\\..\\etc\\passwd", "%c0%ae%c0%ae/etc/passwd", "/etc/passwd%00.png",
    "//etc/passwd",
    "file:///etc/passwd", "/proc/self/environ", "/proc/self/cwd/app.py", "/dev/zero",
    "{upload}/../../../../../../etc/passwd",
    "{upload}", "{upload}/", "/proc/self/root/etc/passwd", "http://127.0.0.1:1/", "requirements.txt", ".git/config",
    "/etc/passwd?x=.png", "%2fetc%2fpasswd", "C:\\Windows\\win.ini", "\\\\127.0.0.1\\share",
]
