"""The tests of the edition."""
