// The floor: the least a Node program does that reads the files, asks the history and applies what is pending, one message per migration.
//   node bench/bare.mjs FOLDER URL
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';

const { Client } = createRequire(import.meta.url)('pg');
const [folder, connectionString] = process.argv.slice(2);
const client = new Client({ connectionString });
const connected = client.connect();
const files = readdirSync(folder)
  .filter((name) => name.startsWith('V'))
  .toSorted()
  .map((name) => {
    const sql = readFileSync(join(folder, name), 'utf8');
    const checksum = sql.split(/\r\n|\r|\n/).reduce((sum, line) => crc32(line, sum), 0) | 0;
    const [, version, description] = /^V(.*?)__(.*)\.sql$/.exec(name);
    return { name, sql, checksum, version, description };
  });
await connected;

const TABLE = `CREATE TABLE bare_history (installed_rank int PRIMARY KEY, version varchar(50), description varchar(200), script varchar(1000),
  checksum int, installed_by varchar(100), installed_on timestamp DEFAULT now(), success boolean)`;
let applied = [];
try {
  applied = (await client.query('SELECT version, checksum FROM bare_history ORDER BY installed_rank')).rows;
} catch (error) {
  if (error.code !== '42P01') throw error;
  await client.query(TABLE);
}
const known = new Map(applied.map((row) => [row.version, row.checksum]));
for (const file of files)
  if (known.has(file.version) && known.get(file.version) !== file.checksum) throw new Error(`changed: ${file.name}`);
for (const [i, file] of files.entries()) {
  if (known.has(file.version)) continue;
  const values = `${i + 1}, '${file.version}', '${file.description}', '${file.name}', ${file.checksum}, current_user, now(), true`;
  await client.query(`BEGIN; ${file.sql}; INSERT INTO bare_history VALUES (${values}); COMMIT`);
}
await client.end();
