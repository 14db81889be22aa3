CREATE TABLE public.parts (id bigint PRIMARY KEY);
CREATE TEMP TABLE scratch (id bigint);
