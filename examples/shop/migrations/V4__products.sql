CREATE TABLE products (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  sku         text           NOT NULL UNIQUE,
  category_id integer        NOT NULL REFERENCES categories (id),
  name        text           NOT NULL,
  price       numeric(10, 2) NOT NULL CHECK (price >= 0),
  note        text
);

CREATE INDEX products_category_id_idx ON products (category_id);

-- The opening range, as the buyers exported it.
COPY products (sku, category_id, name, price, note) FROM stdin;
SKU-1000	4	Chef's knife 20 cm	64.90	\N
SKU-1001	4	Paring knife	18.50	\N
SKU-1002	4	Bread knife	39.00	\N
SKU-1003	4	Sharpening stone 1000/3000	45.00	a\tb
SKU-1004	4	Oyster knife	22.40	\N
SKU-1005	5	Cast iron pan 26 cm	79.00	\N
SKU-1006	5	Saucepan 1.5 l	34.90	Free shipping
SKU-1007	5	Stock pot 8 l	69.00	\N
SKU-1008	5	Glass lid 26 cm	14.90	\N
SKU-1009	5	Wok 32 cm	54.00	
SKU-1010	5	Crêpe pan	27.50	\N
SKU-1011	6	Basil, 200 seeds	2.40	\N
SKU-1012	6	Tomato "Ruthje", 10 seeds	3.90	Line one\nline two
SKU-1013	6	Sunflower, 30 seeds	2.20	\N
SKU-1014	6	Kale, 150 seeds	1.90	\N
SKU-1015	6	Pumpkin, 8 seeds	3.10	\N
SKU-1016	6	Poppy, 500 seeds	2.60	\N
SKU-1017	6	Marigold, 80 seeds	2.10	\N
SKU-1018	7	Hand trowel	12.90	a\tb
SKU-1019	7	Secateurs	38.00	\N
SKU-1020	7	Watering can 10 l	29.90	\N
SKU-1021	7	Rake	24.50	Free shipping
SKU-1022	7	Hoe	23.00	\N
SKU-1023	7	Garden gloves, pair	9.90	\N
SKU-1024	7	Wheelbarrow 85 l	119.00	
SKU-1025	7	Twine 100 m	4.80	\N
SKU-1026	8	Notebook A5, dotted	11.90	\N
SKU-1027	8	Notebook A4, ruled	14.90	Line one\nline two
SKU-1028	8	Copy paper, 500 sheets	6.20	\N
SKU-1029	8	Sketch pad A3	17.40	\N
SKU-1030	8	Index cards, 100	3.30	\N
SKU-1031	8	Envelopes C5, 50	5.70	\N
SKU-1032	8	Tracing paper	8.60	\N
SKU-1033	1	Apron, linen	32.00	a\tb
SKU-1034	1	Tea towel	7.90	\N
SKU-1035	1	Wooden spoon	4.50	\N
SKU-1036	2	Rain gauge	13.20	Free shipping
SKU-1037	2	Bird feeder	26.00	\N
SKU-1038	3	Desk lamp	59.00	\N
SKU-1039	3	Pencil, box of 12	9.60	
\.
