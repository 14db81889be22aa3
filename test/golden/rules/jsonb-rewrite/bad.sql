UPDATE events SET payload = payload || '{"v": 2}';
