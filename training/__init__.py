"""Recipes that make the shipped model from data to weights; run by hand, never at
install."""
