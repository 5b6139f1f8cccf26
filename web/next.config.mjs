import createNextIntlPlugin from 'next-intl/plugin';
import manifest from './package.json' with { type: 'json' };

/** @type {import('next').NextConfig} */
const config = {
  output: 'export',
  trailingSlash: true,
  images: { unoptimized: true },
  // The same sources give the same bytes.
  generateBuildId: () => manifest.version,
  reactStrictMode: true,
  poweredByHeader: false,
  // Pages that were fetched stay good while the tab is open: they are the same for everybody, and needed when the server is away.
  experimental: { staleTimes: { static: 7 * 24 * 60 * 60 } },
  // Types are checked by `tsc -p web`, with the whole.
  typescript: { ignoreBuildErrors: true },
};

export default createNextIntlPlugin('./i18n/request.ts')(config);
