"""The demonstration firm 日進證券: a believable year in the life of a broker, played through the acts of the product."""

from zhengan.faces.cli.demonstration.export import account_export
from zhengan.faces.cli.demonstration.loading import load

__all__ = ["account_export", "load"]
