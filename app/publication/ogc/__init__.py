"""OGC API – Features, Part 1: what is public, for QGIS, GDAL and whatever else reads maps (OGC 17-069r4)."""
