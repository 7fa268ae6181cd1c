"""The project's folder."""
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
