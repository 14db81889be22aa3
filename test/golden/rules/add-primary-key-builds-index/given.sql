-- rows events=40M
CREATE TABLE events (id bigint NOT NULL, at timestamptz);
CREATE UNIQUE INDEX events_id_idx ON events (id);
