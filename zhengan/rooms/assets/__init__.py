"""Room assets: inventory, tiering, media, devices, disposal."""
