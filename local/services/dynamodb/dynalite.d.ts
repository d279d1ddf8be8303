declare module 'dynalite' {
  import { Server } from 'node:http';

  export default function dynalite(options?: { createTableMs?: number; deleteTableMs?: number; updateTableMs?: number }): Server;
}
