-- PL/pgSQL looks tables up when it runs: this function stands in the way of no undo.
CREATE OR REPLACE FUNCTION order_totals(since timestamptz DEFAULT '-infinity')
RETURNS TABLE (order_id bigint, customer text, status text, placed_at timestamptz, total numeric)
LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN QUERY
  SELECT o.id, c.name, o.status::text, o.placed_at, sum(i.total)
    FROM orders o
    JOIN customers c ON c.id = o.customer_id
    JOIN order_items i ON i.order_id = o.id
   WHERE o.placed_at >= since
   GROUP BY o.id, c.name;
END;
$$;
