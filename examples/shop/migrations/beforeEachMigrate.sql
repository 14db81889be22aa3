-- Rather fail early than let the shop wait behind us.
SET lock_timeout = '5s';
