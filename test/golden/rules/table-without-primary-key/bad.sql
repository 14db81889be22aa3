CREATE TABLE tags (name text, color text);
