"""The Gradio page, one file per part. Only this folder and app.py import Gradio; computing is left to `model`."""
from page.gradio_internals import import_gradio
from page.process import set_environment

set_environment()
import_gradio()
