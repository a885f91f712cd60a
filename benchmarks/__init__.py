"""The numbers of the product, each beside its floor, measured in turns in one run: ``make bench``."""
