COPY orders (id, status) FROM STDIN;
1	open
\.
