REASSIGN OWNED BY intern TO postgres;
