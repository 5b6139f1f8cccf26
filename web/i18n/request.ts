import { getRequestConfig } from 'next-intl/server';
import { isLocale } from './locales.ts';
import { messagesOf } from './messages.ts';

/** Texts of a page that is being built. */
export default getRequestConfig(async ({ requestLocale }) => {
  const asked = await requestLocale;
  const locale = isLocale(asked) ? asked : 'en';
  return { locale, messages: await messagesOf(locale), timeZone: 'UTC' };
});
