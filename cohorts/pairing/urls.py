"""Addresses of pairing."""

from django.urls import URLPattern

app_name = "pairing"
urlpatterns: list[URLPattern] = []
