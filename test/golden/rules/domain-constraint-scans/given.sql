-- rows users=3M
CREATE DOMAIN email AS text;
CREATE TABLE users (id bigint PRIMARY KEY, mail email);
