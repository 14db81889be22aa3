CREATE FUNCTION plainer(text) RETURNS text IMMUTABLE LANGUAGE sql AS 'SELECT lower(trim($1))';
