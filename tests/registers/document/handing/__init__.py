"""Tests of documents under control."""
