SET LOCAL search_path = app, public;
CREATE TABLE app.one (id bigint PRIMARY KEY);
