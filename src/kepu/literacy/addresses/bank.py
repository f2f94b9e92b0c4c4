"""Addresses of the item bank."""

from django.urls import URLPattern, path

from kepu.literacy.views import items, items_exchange, items_steps

urls: list[URLPattern] = [
    path("items/", items.item_list, name="items"),
    path("items/blueprint/", items.blueprint, name="items_blueprint"),
    path("items/new/", items.item_new, name="item_new"),
    path("items/preview/", items.preview, name="item_preview"),
    path("items/starter/", items_exchange.starter, name="items_starter"),
    path("items/import/", items_exchange.workbook_import, name="items_import"),
    path("items/export/", items_exchange.workbook_export, name="items_export"),
    path("items/qti/", items_exchange.qti_import, name="items_qti"),
    path("items/qti/export/", items_exchange.qti_export, name="items_qti_export"),
    path("items/reviews/<int:pk>/", items_steps.review, name="item_review"),
    path("items/<int:pk>/", items.item, name="item"),
    path("items/<int:pk>/edit/", items.item_edit, name="item_edit"),
    path("items/<int:pk>/move/", items_steps.move, name="item_move"),
    path("items/<int:pk>/enemies/", items_steps.enemies, name="item_enemies"),
]
