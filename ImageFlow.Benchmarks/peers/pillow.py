"""Resizes one photo with Pillow and prints the CPU time of each round in milliseconds per photo, as JSON.

Usage: python3 pillow.py PHOTO ROUNDS REPEATS WIDTH...
"""
import io
import json
import sys
import time

from PIL import Image, ImageOps

photo, rounds, repeats, *widths = sys.argv[1:]
with open(photo, "rb") as file:
    data = file.read()
sizes = sorted((int(width) for width in widths), reverse=True)


def resize():
    image = Image.open(io.BytesIO(data))
    image.draft("RGB", (sizes[0], sizes[0] * image.height // image.width))
    image = ImageOps.exif_transpose(image)
    for width in sizes:
        small = image.resize((width, round(image.height * width / image.width)), Image.LANCZOS, reducing_gap=2.0)
        small.save(io.BytesIO(), "JPEG", quality=80, optimize=True)


for _ in range(2):
    resize()
times = []
for _ in range(int(rounds)):
    before = time.process_time()
    for _ in range(int(repeats)):
        resize()
    times.append((time.process_time() - before) * 1000 / int(repeats))
print(json.dumps(times))
