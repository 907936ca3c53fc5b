"""The process that opens what people upload: it reads one file from its input, says what is in it, and ends.

It knows no database, no settings and no secret, may use little memory and time, and writes nothing but its answer:
JSON with `texts` (one a page), `pages`, `title`, `picture` (WebP, base64) and `reason` (why nothing could be read).
`python -m resources.reader pdf < leaflet.pdf`
"""
