"""A small lively desk with Chinese names and subjects, to try everything on: `kefu demo`."""

from app.demo.motion import keep_moving
from app.demo.show import show

__all__ = ["keep_moving", "show"]
