CREATE OR REPLACE VIEW sales_by_month AS
SELECT date_trunc('month', t.placed_at AT TIME ZONE 'UTC')::date AS month, count(*) AS orders, sum(t.total) AS total, '${currency}'::text AS currency
  FROM order_totals() AS t
 WHERE t.status <> 'cancelled'
 GROUP BY 1;
