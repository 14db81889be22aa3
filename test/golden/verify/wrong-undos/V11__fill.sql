UPDATE orders SET note = 'filled' WHERE note IS NULL;
