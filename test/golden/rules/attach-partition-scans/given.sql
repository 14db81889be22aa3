-- rows logs_2026=9M
-- rows logs_2027=9M
CREATE TABLE logs (id bigint NOT NULL, at date NOT NULL) PARTITION BY RANGE (at);
CREATE TABLE logs_2026 (id bigint NOT NULL, at date NOT NULL);
CREATE TABLE logs_2027 (id bigint NOT NULL, at date NOT NULL, CHECK (at >= '2027-01-01' AND at < '2028-01-01'));
