export { createApp } from './create-app.ts';
export type { AppConfig } from './platform/config/app-config.ts';
export { readConfig } from './platform/config/app-config.ts';
export type { Setting } from './platform/config/environment.ts';
export { SETTINGS } from './platform/config/environment.ts';
