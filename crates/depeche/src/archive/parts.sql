-- Version 2. A page on which the report of another goes on, the how manieth: it has no report of its own.
ALTER TABLE page ADD COLUMN part_of INTEGER REFERENCES page(id);
ALTER TABLE page ADD COLUMN part INTEGER;
CREATE INDEX page_part_of ON page(part_of, part) WHERE part_of IS NOT NULL;
