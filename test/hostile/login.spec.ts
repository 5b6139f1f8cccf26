import { declareClientRows } from './harness/client-trial.ts';
import { declareRows } from './harness/declare.ts';
import { oracle } from './rows/h29-oracle.ts';
import { settings } from './rows/h32-settings.ts';
import { salts } from './rows/h33-salt.ts';
import { loginSecret, storedVerifier } from './rows/h34-login-secret.ts';

declareRows([...oracle, ...settings, ...salts, ...loginSecret]);
declareClientRows(storedVerifier);
