"""Read a digit with a running page: `python clients/read.py http://127.0.0.1:7860 seven.png`.

Needs `pip install gradio_client`. For a Space, give `someone/inside-a-digit-classifier` as the address.
"""
import sys

from gradio_client import Client, handle_file

address, picture = sys.argv[1:]
client = Client(address, verbose=False)

label = client.predict(handle_file(picture), api_name="/predict")
print("picture:", label["label"], label["confidences"][0]["confidence"])

seven = {"strokes": [[300, 200, 700, 200, 450, 800]]}  # x0, y0, x1, y1, … on a grid of 0 to 1000, y down
reading = client.predict(seven, False, api_name="/read")  # False: without each layer's activations
print("strokes:", reading["digit"], reading["state"])
