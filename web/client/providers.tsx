'use client';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { SessionProvider } from './session-provider.tsx';

/** What every page stands on. The worker answers without the network where it can, so queries do not wait for one, and nothing goes stale by time. */
export function Providers({ children }: { readonly children: ReactNode }) {
  const [queries] = useState(
    () =>
      new QueryClient({
        defaultOptions: {
          queries: { networkMode: 'always', staleTime: Infinity, retry: false, refetchOnWindowFocus: false },
          // What was given to an act may be a password: it is dropped as soon as no part of the page shows the act.
          mutations: { networkMode: 'always', retry: false, gcTime: 0 },
        },
      }),
  );
  return (
    <QueryClientProvider client={queries}>
      <SessionProvider>{children}</SessionProvider>
    </QueryClientProvider>
  );
}
