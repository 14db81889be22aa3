REVOKE SELECT ON orders FROM reporting;
