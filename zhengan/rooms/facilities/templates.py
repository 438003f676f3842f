"""Checklist templates: what is inspected, and the clause that a line which fails it breaks."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Template(models.TextChoices):
    """What one walk looks at."""

    MACHINE_ROOM = "machine_room", _("Machine room")
    FIRE_POWER = "fire_power", _("Fire, air, power")
    CABLING = "cabling", _("Cabling")
    CLEAR_DESK = "clear_desk", _("Clear desk")
    DEPARTMENT = "department", _("Department self-check")
    NETWORK_SECURITY = "network_security", _("Network security")
    ORDER_FUNCTIONS = "order_functions", _("Order system functions")
    WEBSITE_CONTENT = "website_content", _("Website content")
    MASKING = "masking", _("Masking of trade reports")
    READING_ROOM = "reading_room", _("Reading room")
    INVESTOR_INFO = "investor_info", _("Investor information")
    SOCIAL_PAGE = "social_page", _("Official social pages")
    MEDIA_STOCK = "media_stock", _("Media stock")
    LICENSE = "license", _("Licences")
    ENCRYPTION = "encryption", _("Encryption and integrity")


CLAUSE = {
    Template.MACHINE_ROOM: "6.2.3.3",
    Template.FIRE_POWER: "6.1.3",
    Template.CABLING: "6.1.4",
    Template.CLEAR_DESK: "6.2.4.1",
    Template.DEPARTMENT: "1.2",
    Template.NETWORK_SECURITY: "9.1.1",
    Template.ORDER_FUNCTIONS: "9.7.1",
    Template.WEBSITE_CONTENT: "8.5.8",
    Template.MASKING: "7.5.4",
    Template.READING_ROOM: "8.5.4",
    Template.INVESTOR_INFO: "8.5.2",
    Template.SOCIAL_PAGE: "13.2.3.3",
    Template.MEDIA_STOCK: "7.6.3",
    Template.LICENSE: "10.4.3",
    Template.ENCRYPTION: "10.2.3",
}
