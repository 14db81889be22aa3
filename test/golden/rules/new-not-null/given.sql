-- postgres 16
-- rows orders=40M
CREATE TABLE orders (id bigint PRIMARY KEY, status text, note text, CONSTRAINT note_there CHECK (note IS NOT NULL));
