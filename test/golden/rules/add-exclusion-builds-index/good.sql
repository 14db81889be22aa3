CREATE TABLE seats (id bigint PRIMARY KEY, during tstzrange, EXCLUDE USING gist (during WITH &&));
