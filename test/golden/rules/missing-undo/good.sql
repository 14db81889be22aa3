-- with undo script U2__one.sql
CREATE TABLE one (id bigint PRIMARY KEY);
