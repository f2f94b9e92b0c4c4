"""Making reports."""

from .reports import build_report, check_scope, document_of, facts_of, start_report, store_report, title_of

__all__ = ["build_report", "check_scope", "document_of", "facts_of", "start_report", "store_report", "title_of"]
