"""The controlled record: what every chapter stands on."""
