"""An annotated edition: read, checked, and made into a site that can be cited."""
