// Keys and plaintext live here: the page asks for acts, and gets what people see.
import type { Endpoint } from 'comlink';
import { expose } from 'comlink';
import { gateActs } from './act-gate.ts';
import { actsOf } from './acts/acts.ts';
import { Host } from './host.ts';
import { sendProblems } from './thrown.ts';

sendProblems();
const acts = Object.freeze(actsOf(new Host()));
expose(acts, gateActs(acts, globalThis as unknown as Endpoint));
