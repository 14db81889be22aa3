// The package's main entry also loads its pool and native binding; a migration run needs one client and every millisecond of start-up.
declare module 'pg/lib/client.js' {
  import { Client } from 'pg';
  export default Client;
}
