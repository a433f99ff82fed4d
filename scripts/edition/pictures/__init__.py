"""Pictures drawn when the site is built: where everything stands, in numbers.

What they look like in SVG is the templates' affair, what colour they have the style sheet's. A
picture is a value made of the edition alone, with whole numbers for coordinates, so that the same
edition gives the same bytes.
"""
