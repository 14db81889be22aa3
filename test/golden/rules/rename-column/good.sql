CREATE TABLE scratch (a int);
ALTER TABLE scratch RENAME COLUMN a TO b;
