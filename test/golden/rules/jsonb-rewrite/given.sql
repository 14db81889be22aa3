-- rows events=12M
CREATE TABLE events (id bigint PRIMARY KEY, payload jsonb);
