// Requests over TLS to hosts of a demonstration with an authority of its own.
import { readFileSync } from 'node:fs';

let authority;

/** From now on the certificates of this file are good. */
export function trust(file) {
  authority = readFileSync(file);
}

/** What a request needs besides host and path to reach an address on this machine. */
export function reach(u) {
  return u.protocol === 'https:' ? { port: u.port || 443, servername: u.hostname, ca: authority } : { port: u.port };
}
