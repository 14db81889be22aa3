CREATE FUNCTION total_of(bigint) RETURNS bigint LANGUAGE sql AS 'SELECT $1';
