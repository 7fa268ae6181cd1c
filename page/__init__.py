"""The page, one file a part. Only this folder knows of Gradio; it computes nothing itself (see `model`)."""
import inspect
import os
from typing import Any

# Before Gradio is imported: it sends statistics home unless told not to, and sums up past events after each new one.
os.environ.update(GRADIO_ANALYTICS_ENABLED="False", GRADIO_ANALYTICS_MAX_EVENTS="50",
                  GRADIO_ANALYTICS_CACHE_FREQUENCY="100000")


def import_gradio() -> None:
    """Import Gradio without the stubs that it makes for editors, which are almost half of the work.

    Whenever a component's class is made, it goes through that class' source, for a `.pyi` file that it writes beside
    it (6.31). It has no setting for that, but leaves out what has no file: while it is imported, its own classes have
    none. Later, no stubs are made for our classes.
    """
    file_of = inspect.getfile

    def file_but_of_gradios(thing: Any) -> str:
        if getattr(thing, "__module__", "").startswith("gradio."):
            raise OSError("No stubs are made of it.")
        return file_of(thing)

    inspect.getfile = file_but_of_gradios
    try:
        from gradio import component_meta
    finally:
        inspect.getfile = file_of
    component_meta.create_or_modify_pyi = lambda *component: None


import_gradio()
