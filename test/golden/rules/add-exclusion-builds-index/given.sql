-- rows bookings=5M
CREATE TABLE bookings (id bigint PRIMARY KEY, during tstzrange);
