// npm start. Checks Node before anything else is loaded.
import { requireNode } from './node-version.mjs';

requireNode();
const { launch } = await import('./start/launch.mjs');
await launch();
