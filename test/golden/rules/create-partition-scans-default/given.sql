-- rows logs_rest=9M
CREATE TABLE logs (id bigint NOT NULL, at date NOT NULL) PARTITION BY RANGE (at);
CREATE TABLE logs_rest PARTITION OF logs DEFAULT;
CREATE TABLE plain (id bigint NOT NULL, at date NOT NULL) PARTITION BY RANGE (at);
