"""Resizes one photo with Pillow and prints the CPU time of each round in milliseconds per photo, as JSON.

Usage: python3 pillow.py PHOTO ROUNDS REPEATS copy|draft WIDTH...
  copy:  as Pillow's documentation does it, a copy of the opened picture and its thumbnail for every size
  draft: as an expert would: let the decoder shrink to the largest size first
"""
import io
import json
import sys
import time

from PIL import Image

photo, rounds, repeats, mode, *widths = sys.argv[1:]
with open(photo, "rb") as file:
    data = file.read()
sizes = sorted((int(width) for width in widths), reverse=True)


def resize():
    image = Image.open(io.BytesIO(data))
    if mode == "draft":
        image.draft("RGB", (sizes[0], sizes[0] * image.height // image.width))
    for width in sizes:
        small = image.copy()
        small.thumbnail((width, width), Image.LANCZOS)
        small.save(io.BytesIO(), "JPEG", quality=80, optimize=True)


resize()
times = []
for _ in range(int(rounds)):
    before = time.process_time()
    for _ in range(int(repeats)):
        resize()
    times.append((time.process_time() - before) * 1000 / int(repeats))
print(json.dumps(times))
