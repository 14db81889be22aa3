CREATE TABLE tags (name text, color text);
ALTER TABLE tags ADD PRIMARY KEY (name);
CREATE TEMP TABLE scratch (a int);
