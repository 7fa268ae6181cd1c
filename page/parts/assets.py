"""The folder of styles, scripts, templates and example digits."""
from __future__ import annotations

from model.exports.assets import ASSETS, read_asset

__all__ = ["ASSETS", "SCRIPTS", "read_asset"]
SCRIPTS = "scripts"  # the scripts' folder in `assets`, and their path below the page's address
