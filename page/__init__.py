"""The page, one file a part. Only this folder and `app.py` know of Gradio; it computes nothing itself (see `model`)."""
