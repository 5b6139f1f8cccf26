import { checkLocalStore } from './local-store-contract.ts';
import { memoryStore } from './memory-store.ts';

checkLocalStore('memory', memoryStore);
