UPDATE customers SET email = email WHERE false;
