import { declareRows } from './harness/declare.ts';
import { subkeys } from './rows/h06-subkeys.ts';
import { keyBundle } from './rows/h07-key-bundle.ts';
import { keyOverwriting } from './rows/h08-key-overwriting.ts';
import { unsignedLink } from './rows/h09-unsigned-link.ts';

declareRows([...subkeys, ...keyBundle, ...keyOverwriting, ...unsignedLink]);
