"""What a request brings along, whoever sent it."""

from __future__ import annotations

from typing import Any

from flask import request


def request_object() -> dict[str, Any]:
    """The object that a request's body is in JSON; empty where it is none."""
    try:
        body = request.get_json(silent=True)
    except RecursionError:  # brackets within brackets
        return {}
    return body if isinstance(body, dict) else {}
