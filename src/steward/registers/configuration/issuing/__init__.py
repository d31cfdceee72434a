"""Issues of the configuration management report: what was told of a project at a moment, to whom (manual 8.1.8)."""
