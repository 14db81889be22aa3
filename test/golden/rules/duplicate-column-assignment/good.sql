UPDATE orders SET status = 'a', note = 'b' WHERE id = 1;
