UPDATE events SET payload = payload || '{"v": 2}' WHERE id = 7;
