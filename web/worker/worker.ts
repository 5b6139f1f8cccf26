// Keys and plaintext live here: the page asks for acts, and gets what people see.
import { expose } from 'comlink';
import { actsOf } from './acts/acts.ts';
import { Host } from './host.ts';
import { sendProblems } from './thrown.ts';

sendProblems();
expose(actsOf(new Host()));
