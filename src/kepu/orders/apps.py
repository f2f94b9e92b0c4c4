"""Application of service orders."""

from django.apps import AppConfig


class OrdersConfig(AppConfig):
    """Floor 4: 点单、派单、领单、接单、评单."""

    name = "kepu.orders"
    label = "orders"
    verbose_name = "点单服务"
