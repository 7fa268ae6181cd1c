"""The page, one file a part. Only this folder knows of Gradio; it computes nothing itself (see `model`)."""
import os

# Before Gradio is imported: it sends statistics home unless told not to, and sums up past events after each new one.
os.environ.update(GRADIO_ANALYTICS_ENABLED="False", GRADIO_ANALYTICS_MAX_EVENTS="50",
                  GRADIO_ANALYTICS_CACHE_FREQUENCY="100000")
