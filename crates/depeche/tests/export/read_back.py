"""Reads a WARC as warcio does and prints a JSON object for each record; digests that do not hold are an
error. With a second argument, the index that cdxj-indexer makes of it is written there."""

import hashlib
import json
import sys

from warcio.archiveiterator import ArchiveIterator

with open(sys.argv[1], "rb") as stream:
    records = ArchiveIterator(stream, check_digests="raise")
    for record in records:
        http = record.http_headers
        body = record.raw_stream.read()
        print(json.dumps({
            "type": record.rec_type,
            "url": record.rec_headers.get_header("WARC-Target-URI"),
            "date": record.rec_headers.get_header("WARC-Date"),
            "status": http.get_statuscode() if http else None,
            "headers": http.headers if http else [],
            "sha256": hashlib.sha256(body).hexdigest(),
            "length": len(body),
            "offset": records.get_record_offset(),
            "member": records.get_record_length(),
            "verified": record.digest_checker.passed,
        }))

if len(sys.argv) > 2:
    from cdxj_indexer.main import CDXJIndexer

    CDXJIndexer(sys.argv[2], [sys.argv[1]], sort=True).process_all()
