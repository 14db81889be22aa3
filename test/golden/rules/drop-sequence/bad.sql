DROP SEQUENCE invoice_number;
