"""The picture of a drawing: its network, or its computation graph."""

from __future__ import annotations

from ...views.drawing import Drawing
from ..look import Look
from .computation_scene import computation_scene
from .labels import drawing_look
from .network_scene import network_scene
from .scene import Scene


def scene_of(drawing: Drawing, look: Look) -> Scene:
    """The picture of a drawing; of one up to a part of its step it is laid out as the whole, so that a film stands."""
    whole, look = drawing._replace(done=None), drawing_look(drawing, look)
    scene = network_scene(whole, look) if drawing.network else computation_scene(whole, look)
    return scene.up_to(drawing.shows)
