"""證安 Zhengan: a securities firm's written information-security policy as a working system."""

__version__ = "0.1.0"
