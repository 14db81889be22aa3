CREATE TABLE one (id bigint PRIMARY KEY);
CREATE TABLE two (id bigint PRIMARY KEY);
CREATE TABLE three (id bigint PRIMARY KEY);
