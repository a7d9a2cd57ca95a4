"""The databases of the store's tests."""

from tests.store.conftest import address, engine, postgresql

__all__ = ["address", "engine", "postgresql"]
