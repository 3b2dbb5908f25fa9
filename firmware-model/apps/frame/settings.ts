/** Reading an application's own settings (`device.app_settings`; test/conformance/esp32-apps/APPS.md). */

import type { AppContext } from './app.js';

/** A number, or its default. */
export function numberSetting(context: AppContext, name: string, otherwise: number): number {
  const value = context.settings[name];
  return typeof value === 'number' ? value : otherwise;
}

/** A flag; 1 counts as true. Off unless given. */
export function flagSetting(context: AppContext, name: string): boolean {
  const value = context.settings[name];
  return value === true || value === 1;
}

/** A word, or its default. */
export function wordSetting(context: AppContext, name: string, otherwise: string): string {
  const value = context.settings[name];
  return typeof value === 'string' ? value : otherwise;
}
