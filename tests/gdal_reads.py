"""What GDAL's OAPIF driver reads: in a process of its own, because it holds the interpreter while it waits.

Takes {service, reads: [arguments of pyogrio.raw.read, …]}; answers {layers, reads: [{ref, points}, …]}.
"""

import json
import sys

from pyogrio import list_layers  # type: ignore[import-untyped]
from pyogrio.raw import read  # type: ignore[import-untyped]

asked = json.load(sys.stdin)
found = []
for arguments in asked["reads"]:
    if "bbox" in arguments:
        arguments["bbox"] = tuple(arguments["bbox"])
    meta, _, geometries, columns = read(asked["service"], **arguments)
    by_name = dict(zip(meta["fields"], columns, strict=True))
    points = sum(geometry is not None for geometry in geometries)
    found.append({"ref": sorted(by_name["ref"]), "points": points})
layers = [name for name, _ in list_layers(asked["service"])]
json.dump({"layers": layers, "reads": found}, sys.stdout)
