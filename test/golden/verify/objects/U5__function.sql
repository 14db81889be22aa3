DROP TRIGGER orders_touch ON orders;
DROP FUNCTION touch();
DROP FUNCTION order_count(integer);
