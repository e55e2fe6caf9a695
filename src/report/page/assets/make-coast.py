"""Writes coast.bin from land-50m.json of the npm package world-atlas 2.0.2 (Natural Earth 1:50m, public domain).

    python make-coast.py node_modules/world-atlas/land-50m.json coast.bin

Rings of land, one after the other, as LEB128 numbers: how many points, then longitude and latitude of each in 1/200 degree, zigzag, as
the difference from the point before (the first from 0, 0).
"""

import json
import sys

STEPS = 200


def varint(out, value):
    value = value << 1 if value >= 0 else (-value << 1) - 1
    while value >= 128:
        out.append(value & 127 | 128)
        value >>= 7
    out.append(value)


def main(source, target):
    topology = json.load(open(source))
    (kx, ky), (x0, y0) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((round((x * kx + x0) * STEPS), round((y * ky + y0) * STEPS)))
        arcs.append(points)
    rings = []
    for geometry in topology["objects"]["land"]["geometries"]:
        polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
        for ring in (ring for polygon in polygons for ring in polygon):
            points = []
            for at in ring:
                piece = arcs[at] if at >= 0 else arcs[~at][::-1]
                points.extend(piece[1:] if points else piece)
            kept = [point for n, point in enumerate(points) if n == 0 or point != points[n - 1]]
            if len(kept) > 3:
                rings.append(kept)
    out = bytearray()
    for ring in rings:
        varint(out, len(ring))
        x = y = 0
        for px, py in ring:
            varint(out, px - x)
            varint(out, py - y)
            x, y = px, py
    open(target, "wb").write(out)


main(*sys.argv[1:])
